import { testsOfDay } from './day.js';
import { newest, newestName, sample } from './feeds.js';

describe('the estate of doorlist.yml and our sample', () => testsOfDay(sample));

describe(`the estate of doorlist.yml and ${newestName}`, () => testsOfDay(newest));
