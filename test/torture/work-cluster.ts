/** Knows a PostgreSQL server of the torture's own, in a folder of its own: it may be stopped in any way without hurting others. */
import { execFile } from 'node:child_process'
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from '../engines.ts'

const run = promisify(execFile)

export interface Cluster {
  readonly url: string
  /** `fast` ends every session in good order; `immediate` is a crash, after which the server recovers. */
  restart(mode: 'fast' | 'immediate'): Promise<void>
  remove(): Promise<void>
}

const DEBIAN = '/usr/lib/postgresql'

/** The folder of `initdb` and `pg_ctl`: Debian keeps it out of the path. Empty where the path knows them. */
const findPrograms = async (): Promise<string> => {
  const versions = await readdir(DEBIAN).catch(() => [])
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0]
  return newest === undefined ? '' : join(DEBIAN, newest, 'bin')
}

/** The server refuses to run as root: then it runs as the user whom the package made. */
const findUser = async (): Promise<{ uid?: number; gid?: number }> => {
  if (process.getuid?.() !== 0) return {}
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout)
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

/** Makes a server and starts it. */
export const openCluster = async (): Promise<Cluster> => {
  const [programs, user, port] = [await findPrograms(), await findUser(), await findFreePort()]
  const folder = await mkdtemp(join(tmpdir(), 'beizeng-cluster-'))
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const call = (program: string, ...args: readonly string[]) =>
    run(join(programs, program), [...args], { ...user, cwd: folder, timeout: 60_000 })
  const control = (...args: readonly string[]) =>
    call('pg_ctl', '-D', data, '-s', '-w', '-l', join(folder, 'log'), ...args)
  await call('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C')
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=60`
  await control('-o', options, 'start')
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    restart: async (mode) => {
      await control('-m', mode, '-o', options, 'restart')
    },
    remove: async () => {
      await control('-m', 'immediate', 'stop').catch(() => undefined)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
