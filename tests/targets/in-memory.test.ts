import { contract } from './contract.js';
import { inMemory } from './kinds/in-memory.js';

contract(inMemory());
