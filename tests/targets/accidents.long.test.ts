import { contractInAccidents } from './contract.js';
import { inMemory } from './kinds/in-memory.js';
import { ipSet } from './kinds/ip-set.js';
import { prefixList } from './kinds/prefix-list.js';
import { securityGroups } from './kinds/security-groups.js';

const ports = [
  { protocol: 'tcp', from: 443, to: 443 },
  { protocol: 'tcp', from: 8000, to: 8100 },
];

contractInAccidents(ipSet('IPV4'));
contractInAccidents(ipSet('IPV6'));
contractInAccidents(securityGroups({ name: 'a security group, IPV4', family: 'IPV4' }));
contractInAccidents(securityGroups({ name: 'a security group, IPV6', family: 'IPV6' }));
contractInAccidents(securityGroups({ name: 'a security group at several ports', family: 'IPV4', ports }));
contractInAccidents(securityGroups({ name: 'several security groups', family: 'IPV4', groups: 3 }));
contractInAccidents(prefixList('IPV4'));
contractInAccidents(prefixList('IPV6'));
contractInAccidents(prefixList('IPV4', { resize: true }));
contractInAccidents(inMemory());
