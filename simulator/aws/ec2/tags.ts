import { AwsError } from '../protocols/wire.js';
import { invalidValue, need } from './errors.js';
import { list, struct, text } from './shape.js';

export type Tags = Readonly<Record<string, string>>;

export const tagSpecifications = list(
  struct({ ResourceType: text, Tag: list(struct({ Key: text, Value: text })) }),
);

/** docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html; the service model has 127 for a key, not 128. */
const MOST = 50;
const LONGEST_KEY = 127;
const LONGEST_VALUE = 256;

/** The tags for what a call creates, which must be of `resourceType`. */
export function readTags(
  specifications: ReturnType<typeof tagSpecifications> = [],
  resourceType: string,
): Tags {
  // Undocumented; the harsh reading is that a second one for the same type is refused.
  if (specifications.length > 1) throw invalidValue(`Duplicate tag specification for ${resourceType}`);
  const given = specifications.flatMap(({ ResourceType, Tag }) => {
    if (need(ResourceType, 'TagSpecification.ResourceType') !== resourceType)
      throw invalidValue(`'${ResourceType ?? ''}' is not a valid taggable resource type for this operation.`);
    return need(Tag, 'TagSpecification.Tag');
  });
  return checkCount(readTagList(given));
}

/** @throws AwsError for more tags than a resource may have */
export function checkCount(tags: Tags): Tags {
  if (Object.keys(tags).length > MOST)
    throw new AwsError('TagLimitExceeded', 'You have reached the maximum number of tags for this resource');
  return Object.freeze(tags);
}

export function readTagList(given: readonly { Key?: string; Value?: string }[]): Tags {
  const tags = new Map<string, string>();
  for (const { Key, Value = '' } of given) {
    const key = need(Key, 'Tag.Key');
    checkKey(key);
    if (Value.length > LONGEST_VALUE)
      throw invalidValue(`Tag value exceeds the maximum length of ${LONGEST_VALUE} characters`);
    if (tags.has(key)) throw invalidValue(`Duplicate tag key '${key}' specified.`);
    tags.set(key, Value);
  }
  return Object.fromEntries(tags);
}

function checkKey(key: string): void {
  if (key === '') throw invalidValue('Tag key cannot be empty');
  if (key.length > LONGEST_KEY)
    throw invalidValue(`Tag key exceeds the maximum length of ${LONGEST_KEY} characters`);
  if (/^aws:/i.test(key)) throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
}

export const tagSet = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));
