import { testsOfDay } from './day.js';
import { newest, newestName } from './feeds.js';

describe(`the estate of doorlist.yml and ${newestName}`, () => testsOfDay(newest));
