/** Knows the last page of a backup: who wrote it and when, how much it holds, and the checksum of every member. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { originalPath } from '../archive.ts'

export const MANIFEST = 'manifest.json'
/** The checksum of the manifest itself, as sha256sum writes it; the last member, so that a torn file has none. */
export const MANIFEST_SUM = 'manifest.json.sha256'

const TABLE_MEMBER = /^tables\/([a-z][a-z_]*)\/\d{6}\.ndjson$/
const ORIGINAL_MEMBER = /^originals\/[0-9a-f]{2}\/([0-9a-f]{64})\.bin$/

export const tableMember = (table: string, page: number): string =>
  `tables/${table}/${String(page).padStart(6, '0')}.ndjson`

export const originalMember = (sha256: string): string => `originals/${originalPath(sha256)}`

/** The table whose rows a member holds. */
export const tableOf = (name: string): string | undefined => TABLE_MEMBER.exec(name)?.[1]

/** The original that a member is, by its checksum. */
export const originalOf = (name: string): string | undefined => ORIGINAL_MEMBER.exec(name)?.[1]

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export const composeManifestSum = (manifest: Uint8Array): string => `${sha256Of(manifest)}  ${MANIFEST}\n`

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().nonnegative()

export const manifestSchema = z.object({
  format: z.literal('beizeng-backup'),
  formatVersion: z.literal(1),
  /** Version of the program that wrote it. */
  program: z.string(),
  /** Version of the schema in which its rows are. */
  schema: count,
  /** The instant of which it is a picture. */
  taken: z.iso.datetime(),
  tables: z.array(z.object({ name: z.string(), rows: count })),
  originals: z.object({ count, bytes: count }),
  /** Originals that could not be taken along as they were received. */
  damaged: z.array(z.object({ sha256, damage: z.enum(['missing', 'altered']) })),
  members: z.array(z.object({ name: z.string(), size: count, sha256 })),
})
export type Manifest = z.output<typeof manifestSchema>
