/** Knows what the archive of originals must do. */
import { expect, test } from 'vitest'
import { listOriginals, readOriginal, writeOriginal } from '../../../storage/archive.ts'
import type { Ground } from './ground.ts'

export const archiveContract = (ground: Ground): void => {
  test('keeps the same bytes once under their checksum', async () => {
    const bytes = Buffer.from('数字经济增加值,27000\n')
    const sums = await Promise.all([1, 2, 3].map(() => writeOriginal(ground.storage.archive, bytes)))
    expect(new Set(sums).size).toBe(1)
    const [sha256 = ''] = sums
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(Buffer.from(await readOriginal(ground.storage.archive, sha256))).toEqual(bytes)
    expect(await listOriginals(ground.storage.archive)).toEqual([sha256])
  })

  test('does not hand out what was altered, never held, or is no checksum; receiving it again heals it', async () => {
    const bytes = Buffer.from('original')
    const sha256 = await writeOriginal(ground.storage.archive, bytes)
    await ground.storage.archive.write(`${sha256.slice(0, 2)}/${sha256}.bin`, Buffer.from('altered'))
    await expect(readOriginal(ground.storage.archive, sha256)).rejects.toThrow('was altered')
    await writeOriginal(ground.storage.archive, bytes)
    expect(Buffer.from(await readOriginal(ground.storage.archive, sha256))).toEqual(bytes)
    await expect(readOriginal(ground.storage.archive, 'f'.repeat(64))).rejects.toThrow('holds no original')
    await expect(readOriginal(ground.storage.archive, '../../etc/passwd')).rejects.toThrow('not a SHA-256')
  })
}
