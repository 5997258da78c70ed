import { contract } from './contract.js';
import { prefixList } from './kinds/prefix-list.js';

contract(prefixList('IPV4'));
