import { route } from '../../../../simulator/aws/api-gateway/route.js';

const authorizer = { type: 'AWS_IAM' } as const;
const methods = [
  { method: 'DELETE', resource: '/lists/{list}/leases/{id}', authorizer },
  { method: 'DELETE', resource: '/lists/{list}/leases/me', authorizer },
  { method: 'GET', resource: '/me', authorizer },
];

test.each([
  ['GET', '/me', '/me', {}],
  ['DELETE', '/lists/a/leases/me', '/lists/{list}/leases/me', { list: 'a' }],
  ['DELETE', '/lists/a/leases/7', '/lists/{list}/leases/{id}', { list: 'a', id: '7' }],
  // An encoded slash divides nothing, and what only decodes to `me` is a name.
  ['DELETE', '/lists/a/leases/..%2fme', '/lists/{list}/leases/{id}', { list: 'a', id: '..%2fme' }],
  ['DELETE', '/lists/a/leases/m%65', '/lists/{list}/leases/{id}', { list: 'a', id: 'm%65' }],
  ['DELETE', '/lists/a/leases/..', '/lists/{list}/leases/{id}', { list: 'a', id: '..' }],
  ['DELETE', '/lists/%C3%A4/leases/ME', '/lists/{list}/leases/{id}', { list: '%C3%A4', id: 'ME' }],
  ['DELETE', '/lists/a/leases/me/', '/lists/{list}/leases/me', { list: 'a' }],
])('%s %s is %s', (method, path, resource, parameters) => {
  expect(route(methods, method, path)).toMatchObject({ method: { resource }, parameters });
});

test.each([
  ['POST', '/me'],
  ['GET', '/ME'],
  ['GET', '//me'],
  ['GET', '/me//'],
  ['GET', '/'],
  ['GET', '/me/more'],
  ['GET', '/lists/../me'],
  ['DELETE', '/lists//leases/me'],
])('%s %s is no route', (method, path) => {
  expect(route(methods, method, path)).toBeUndefined();
});
