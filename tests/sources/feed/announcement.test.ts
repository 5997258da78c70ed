import { readAnnouncement } from '../../../lib/triggers/announcement.js';
import { message2022, message2024 } from './genuine.js';

const [md5, older, newer] = ['0123456789abcdef0123456789abcdef', '1720490589', '1787433425'];
const message = (changed: Record<string, unknown> = {}) =>
  JSON.stringify({
    'create-time': '2026-08-22-21-17-05',
    synctoken: newer,
    md5,
    url: 'https://ip-ranges.amazonaws.com/ip-ranges.json',
    ...changed,
  });

describe('a message is read', () => {
  test.each<[string, string]>([
    ['as it is sent', message()],
    ['with the create-time that is documented', message({ 'create-time': '2026-08-22T21:17:05+00:00' })],
    ['with the create-time in another spelling of UTC', message({ 'create-time': '2026-08-22T21:17:05Z' })],
    ['with keys that are new', message({ region: 'eu-west-1' })],
    ['without a url, which is not used', message({ url: undefined })],
    ['whatever the url is', message({ url: 'http://example.com/' })],
    ['with white space', JSON.stringify(JSON.parse(message()), null, 4)],
  ])('%s', (_, text) => {
    expect(readAnnouncement([text])).toEqual({ syncToken: 1787433425, md5 });
  });

  test('as AWS wrote it in 2022 and 2024', () => {
    expect([readAnnouncement([message2022]), readAnnouncement([message2024])]).toEqual([
      { syncToken: 1651086206, md5: '40741c8787f418fa91d0f20d9f25b735' },
      { syncToken: 1720490589, md5: '7d512815cbb10c21eb790c7f2f02e0b7' },
    ]);
  });
});

describe('a message is a hint and nothing more', () => {
  test.each<[string, string]>([
    ['without text', ''],
    ['that is not JSON', 'IP space changed'],
    ['that is null', 'null'],
    ['that is a list', `[${message()}]`],
    ['without syncToken', message({ synctoken: undefined })],
    ['with a syncToken that is a number', message({ synctoken: 1787433425 })],
    ['with a syncToken that is no number', message({ synctoken: 'newest' })],
    ['with a syncToken that is negative', message({ synctoken: '-1787433425' })],
    ['with a syncToken without end', message({ synctoken: '1'.repeat(400) })],
    ['without md5', message({ md5: undefined })],
    ['with the md5 that switches the sample’s check off', message({ md5: 'test-hash' })],
    ['with an md5 that is cut short', message({ md5: md5.slice(1) })],
    ['with an md5 in a list', message({ md5: [md5] })],
    ['without create-time', message({ 'create-time': undefined })],
    ['with a create-time of another zone', message({ 'create-time': '2026-08-22T21:17:05+02:00' })],
  ])('%s', (_, text) => {
    expect(readAnnouncement([text])).toBeUndefined();
  });

  test('in an event without any', () => {
    expect(readAnnouncement([])).toBeUndefined();
  });
});

test.each<[string, string[]]>([
  ['first', [message(), message({ synctoken: older })]],
  ['last', [message({ synctoken: older }), message()]],
  ['beside one that nobody understands', ['?', message({ synctoken: older }), message(), '{}']],
])('of several the newest counts, also when it is %s', (_, texts) => {
  expect(readAnnouncement(texts)?.syncToken).toBe(1787433425);
});

test('the newest is so by number, not by its text', () => {
  const early = message({ synctoken: '999999999' });
  expect(readAnnouncement([early, message()])?.syncToken).toBe(1787433425);
});
