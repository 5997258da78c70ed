/** The estate of the stage being packaged, parsed and bundled as JSON by deploy/estate-plugin.cjs. */
declare module 'doorlist:estate' {
  export const estate: import('../lib/estate/estate.js').Estate;
  /** Of this estate and this code: lib/estate/edition.ts. */
  export const edition: string;
}
