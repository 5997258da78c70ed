import { testsOfDay } from './day.js';
import { sample } from './feeds.js';

describe('the estate of doorlist.yml and our sample', () => testsOfDay(sample));
