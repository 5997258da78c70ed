import { contract } from './contract.js';
import { securityGroups } from './kinds/security-groups.js';

contract(securityGroups({ name: 'a security group, IPV4', family: 'IPV4' }));
