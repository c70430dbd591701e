/** Knows where the originals lie: beside the database, in a folder of their own (also a share of several machines), or in a bucket. */
import { access, constants, mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { InputError } from '../indicators/input-error.ts'
import type { Archive } from './archive.ts'
import { findBucket, isBucket, listBucketIssues } from './bucket.ts'
import { syncFolder, writeDurably } from './durable-file.ts'
import { explainFileFault } from './file-fault.ts'
import { makeFolder } from './make-folder.ts'

/** As the operator says it. */
export interface ArchiveSettings {
  /** A folder, or `s3://bucket/prefix`; `archive/` in the data folder when absent. */
  readonly place: string | undefined
  readonly endpoint: string | undefined
  readonly region: string
  readonly key: string | undefined
  readonly secret: string | undefined
}

const absentAsUndefined = (error: unknown): undefined => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

const presentAsFalse = (error: unknown): false => {
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
  throw error
}

const explained =
  (path: string) =>
  (error: unknown): never => {
    throw explainFileFault(error, path)
  }

/** An archive in a folder that exists: `archive/ab/abcdef….bin`. */
const openFolderArchive = (folder: string): Archive => ({
  find: (name) => readFile(join(folder, name)).catch(absentAsUndefined),
  write: async (name, bytes) => {
    const path = join(folder, name)
    // Not `recursive`, which says of a read-only disk that there is no such folder.
    const made = await mkdir(dirname(path))
      .then(() => true, presentAsFalse)
      .catch(explained(path))
    if (made) await syncFolder(folder)
    await writeDurably(path, bytes)
  },
  list: async () => {
    const files = await readdir(folder, { recursive: true })
    return files.map((file) => file.replaceAll('\\', '/')).toSorted()
  },
  check: () => access(folder, constants.R_OK | constants.W_OK).catch(explained(folder)),
})

const openBucket = async (
  place: string,
  { endpoint, region, key, secret }: ArchiveSettings,
): Promise<Archive> => {
  const found = findBucket(place)
  if (!found || key === undefined || secret === undefined)
    throw new InputError(listBucketIssues(place, { key, secret }))
  const { openS3Archive } = await import('./s3-archive.ts')
  return openS3Archive({ ...found, endpoint, region, key, secret })
}

/** Opens the archive of a data folder; nothing is asked of a bucket before it is used. @throws InputError */
export const openArchivePlace = async (
  directory: string,
  settings: ArchiveSettings | undefined,
): Promise<Archive> => {
  const place = settings?.place
  if (settings && place !== undefined && isBucket(place)) return openBucket(place, settings)
  const folder = place === undefined ? join(directory, 'archive') : resolve(place)
  return openFolderArchive(await makeFolder(folder))
}
