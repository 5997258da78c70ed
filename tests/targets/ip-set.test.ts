import { contract } from './contract.js';
import { ipSet } from './kinds/ip-set.js';

contract(ipSet('IPV4'));
