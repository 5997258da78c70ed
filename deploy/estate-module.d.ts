/** The estate of the stage being packaged, parsed and bundled as JSON by deploy/estate-plugin.cjs. */
declare module 'doorlist:estate' {
  const estate: import('../lib/estate/estate.js').Estate;
  export default estate;
}
