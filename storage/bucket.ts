/** Knows how a bucket of an object store is named, and what must be said besides before originals can lie there. */
import { NOT_GIVEN, type InputIssue } from '../indicators/input-error.ts'
import { text, type Text } from '../indicators/text.ts'

const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w.-]+(?:\/[\w.-]+)*))?\/?$/

const NAMED = text(
  's3://桶/前缀：桶名为 3 到 63 个小写字母、数字、点或连字符，首尾是字母或数字；前缀可以不写，各段为字母、数字、点、下划线或连字符',
  's3://bucket/prefix: 3 to 63 small letters, digits, dots or hyphens, a letter or a digit at both ends; the prefix, if any, of letters, digits, dots, underscores and hyphens',
)

/** Whether a place is a bucket rather than a folder. */
export const isBucket = (place: string): boolean => place.startsWith('s3:')

/** The bucket and the path in it; undefined when it is not named as one. */
export const findBucket = (
  place: string,
): { readonly bucket: string; readonly prefix: string } | undefined => {
  const [, bucket, prefix = ''] = BUCKET.exec(place) ?? []
  return bucket === undefined ? undefined : { bucket, prefix }
}

const issueOf = (name: string, found: InputIssue['found'], expected: Text): InputIssue => ({
  where: text(`环境变量 ${name}`, `environment variable ${name}`),
  found,
  expected,
})

/** Everything that is wrong with a bucket as the operator named it. */
export const listBucketIssues = (
  place: string,
  { key, secret }: { readonly key: string | undefined; readonly secret: string | undefined },
): readonly InputIssue[] => [
  ...(findBucket(place) ? [] : [issueOf('BEIZENG_ARCHIVE', place, NAMED)]),
  ...(key === undefined
    ? [issueOf('BEIZENG_S3_KEY', NOT_GIVEN, text('访问密钥编号', 'the id of the access key'))]
    : []),
  ...(secret === undefined
    ? [issueOf('BEIZENG_S3_SECRET', NOT_GIVEN, text('访问密钥', 'the access key'))]
    : []),
]
