/** Knows how workbooks are read apart from our own memory: a queue before a few warm processes that may be killed. */
import type { ReadResult } from './grid.ts'
import { FORM_LIMITS } from './limits.ts'
import { openReaderProcess, type ProcessBounds, type ReaderProcess } from './reader-process.ts'

export interface IsolatedReaderOptions extends Partial<ProcessBounds> {
  /** How many files are read at once; a file that hangs takes one place of three. */
  readonly processes?: number
}

export interface IsolatedReader {
  /**
   * Reads a workbook as `readWorkbook` does. A file that takes too much time or memory or ends its process is refused:
   * `reader.time`, `reader.memory`, `reader.crash`. Rejects only for a fault of ours, and when the reader is closed. It has
   * the seconds given where these are fewer than those of the reader.
   */
  read(bytes: Uint8Array, seconds?: number): Promise<ReadResult>
  /** Ends the processes. What is being read or still waits is rejected. */
  close(): Promise<void>
}

interface Waiting {
  readonly bytes: Uint8Array
  readonly seconds: number
  readonly resolve: (result: ReadResult) => void
  readonly reject: (error: unknown) => void
}

/** What a process may take for a monthly form. */
export const READER_BOUNDS: ProcessBounds = {
  limits: FORM_LIMITS,
  seconds: 20,
  filesEach: 200,
  megabytes: 400,
}

interface Pool {
  readonly most: number
  readonly bounds: ProcessBounds
  readonly queue: Waiting[]
  readonly idle: ReaderProcess[]
  readonly busy: Set<ReaderProcess>
  readonly ending: Set<Promise<void>>
}

const retire = ({ ending }: Pool, process: ReaderProcess): void => {
  const gone = process.end()
  ending.add(gone)
  void gone.then(() => ending.delete(gone))
}

/** A warm process, else a new one; what died while it was idle is of no use. */
const take = (pool: Pool): ReaderProcess => {
  for (let process = pool.idle.pop(); process; process = pool.idle.pop()) {
    if (process.usable()) return process
    retire(pool, process)
  }
  return openReaderProcess(pool.bounds)
}

const readIn = async (
  pool: Pool,
  process: ReaderProcess,
  { bytes, seconds, resolve, reject }: Waiting,
): Promise<void> => {
  pool.busy.add(process)
  const answer = await process.read(bytes, seconds).then(
    (result) => () => resolve(result),
    (error: unknown) => () => reject(error),
  )
  pool.busy.delete(process)
  if (process.usable()) pool.idle.push(process)
  else retire(pool, process)
  readNext(pool)
  // Who asked may ask again at once: the warm process must be free by then.
  answer()
}

const readNext = (pool: Pool): void => {
  while (pool.busy.size < pool.most) {
    const waiting = pool.queue.shift()
    if (!waiting) return
    void readIn(pool, take(pool), waiting)
  }
}

/** Opens a reader. Its processes start with the first files, stay warm, and never keep ours alive. */
export const openIsolatedReader = (options: IsolatedReaderOptions = {}): IsolatedReader => {
  const { processes: most = 3, ...given } = options
  const bounds = { ...READER_BOUNDS, ...given }
  const pool: Pool = { most, bounds, queue: [], idle: [], busy: new Set(), ending: new Set() }
  let closed = false
  return {
    read: (bytes, seconds = bounds.seconds) =>
      closed
        ? Promise.reject(new Error('the reader is closed'))
        : new Promise((resolve, reject) => {
            pool.queue.push({ bytes, seconds: Math.min(seconds, bounds.seconds), resolve, reject })
            readNext(pool)
          }),
    close: async () => {
      closed = true
      for (const { reject } of pool.queue.splice(0)) reject(new Error('the reader was closed'))
      for (const process of [...pool.idle.splice(0), ...pool.busy]) retire(pool, process)
      await Promise.all(pool.ending)
    },
  }
}
