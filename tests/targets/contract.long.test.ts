import { contract } from './contract.js';
import { inMemory } from './kinds/in-memory.js';
import { ipSet } from './kinds/ip-set.js';
import { prefixList } from './kinds/prefix-list.js';
import { securityGroups } from './kinds/security-groups.js';

const ports = [
  { protocol: 'tcp', from: 443, to: 443 },
  { protocol: 'tcp', from: 8000, to: 8100 },
];

contract(inMemory());
contract(ipSet('IPV6'));
contract(securityGroups({ name: 'a security group, IPV6', family: 'IPV6' }));
contract(securityGroups({ name: 'a security group at several ports', family: 'IPV4', ports }));
contract(securityGroups({ name: 'several security groups', family: 'IPV4', groups: 3 }));
contract(prefixList('IPV6'));
contract(prefixList('IPV4', { resize: true }));
