/** What a caller needs to be allowed; `anyone` may ask once AWS knows who it is. */
export type Right = 'join' | 'administer' | 'anyone';

export interface Route {
  method: 'GET' | 'PUT' | 'DELETE';
  /** As API Gateway spells it in `resource`, below the tree's root. */
  path: '/me' | '/lists/{list}/leases/me' | '/lists/{list}/leases' | '/lists/{list}/leases/{id}';
  right: Right;
}

/** Everything that can be asked: the template has these routes and no others, and so has the handler. */
export const routes = [
  { method: 'GET', path: '/me', right: 'anyone' },
  { method: 'GET', path: '/lists/{list}/leases/me', right: 'join' },
  { method: 'PUT', path: '/lists/{list}/leases/me', right: 'join' },
  { method: 'DELETE', path: '/lists/{list}/leases/me', right: 'join' },
  { method: 'GET', path: '/lists/{list}/leases', right: 'administer' },
  { method: 'DELETE', path: '/lists/{list}/leases/{id}', right: 'administer' },
] as const satisfies readonly Route[];

/** A method has one authorizer, so who comes with a user pool's token has a tree of their own. */
export const trees = { iam: '', cognito: '/user' } as const;

export type Tree = keyof typeof trees;
