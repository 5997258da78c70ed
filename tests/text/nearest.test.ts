import { didYouMean, nearest } from '../../lib/text/nearest.js';

describe('nearest', () => {
  it.each([
    ['Europe/Londn', ['Europe/London', 'Europe/Lisbon', 'Europe/Minsk'], ['Europe/London']],
    ['cloudfront', ['CLOUDFRONT', 'CLOUD9', 'EC2'], ['CLOUDFRONT']],
    ['develpers', ['developers', 'origin'], ['developers']],
    ['S3', ['EC2', 'EBS', 'S4'], ['S4']],
    ['aaaa', ['aaab', 'aaac', 'aaad', 'aaae'], ['aaab', 'aaac', 'aaad']],
    ['aab', ['aac', 'aab'], ['aab', 'aac']],
    ['aab', ['aac', 'aac'], ['aac']],
    ['xyzzy', ['pins', 'feed'], []],
    ['', ['pins'], []],
    ['x'.repeat(1_000_000), ['pins'], []],
  ])('of %.20j among %j is %j', (word, choices, expected) => {
    expect(nearest(word, choices)).toEqual(expected);
  });

  it('ends a sentence, or leaves it alone', () => {
    expect(didYouMean('pin', ['pins', 'ping'])).toBe('; did you mean ping or pins?');
    expect(didYouMean('xyzzy', ['pins'])).toBe('');
  });
});
