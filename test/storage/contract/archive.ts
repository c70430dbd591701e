/** Knows what the archive of originals must do. */
import { expect, test } from 'vitest'
import { listOriginals, readOriginal, writeOriginal, type Archive } from '../../../storage/archive.ts'

export const archiveContract = ({ open }: { open(): Promise<Archive> }): void => {
  test('keeps the same bytes once under their checksum', async () => {
    const archive = await open()
    const bytes = Buffer.from('数字经济增加值,27000\n')
    const sums = await Promise.all([1, 2, 3].map(() => writeOriginal(archive, bytes)))
    expect(new Set(sums).size).toBe(1)
    const [sha256 = ''] = sums
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(Buffer.from(await readOriginal(archive, sha256))).toEqual(bytes)
    expect(await listOriginals(archive)).toEqual([sha256])
  })

  test('does not hand out what was altered, never held, or is no checksum; receiving it again heals it', async () => {
    const archive = await open()
    const bytes = Buffer.from('original')
    const sha256 = await writeOriginal(archive, bytes)
    await archive.write(`${sha256.slice(0, 2)}/${sha256}.bin`, Buffer.from('altered'))
    await expect(readOriginal(archive, sha256)).rejects.toThrow('原件被改动过')
    await writeOriginal(archive, bytes)
    expect(Buffer.from(await readOriginal(archive, sha256))).toEqual(bytes)
    await expect(readOriginal(archive, 'f'.repeat(64))).rejects.toThrow('没有这个原件')
    await expect(readOriginal(archive, '../../etc/passwd')).rejects.toThrow('not a SHA-256')
  })

  test('holds every byte, and nothing at first; whoever opens it again finds the same', async () => {
    const archive = await open()
    await archive.check()
    expect(await listOriginals(archive)).toEqual([])
    const bytes = Buffer.from(Array.from({ length: 1 << 16 }, (_, n) => (n * 31 + (n >> 8)) % 256))
    const sums = [await writeOriginal(archive, bytes), await writeOriginal(archive, Buffer.alloc(0))]
    const again = await open()
    expect(await listOriginals(again)).toEqual(sums.toSorted())
    expect(Buffer.from(await readOriginal(again, sums[0] ?? '')).equals(bytes)).toBe(true)
    expect(await readOriginal(again, sums[1] ?? '')).toHaveLength(0)
  })
}
