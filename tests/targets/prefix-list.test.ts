import { contract } from './contract.js';
import { prefixList } from './kinds/prefix-list.js';

contract(prefixList('IPV4'));
contract(prefixList('IPV6'));
contract(prefixList('IPV4', { resize: true }));
