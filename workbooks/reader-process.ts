/** Knows one process that reads workbooks: under which limits it starts, and what its end means for the file that it was reading. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { text, type Text } from '../indicators/text.ts'
import type { ReadResult } from './grid.ts'
import type { Limits } from './limits.ts'
import { openResult } from './read-workbook.ts'
import type { ReadReply, ReadRequest } from './reader-child.ts'

export interface ProcessBounds {
  readonly limits: Limits
  /** Wall clock of one file, at most. */
  readonly seconds: number
  /** Files after which the process makes room for a fresh one. */
  readonly filesEach: number
  /** Megabytes of data that reading may take, where the system keeps such a limit (Linux); three quarters for objects, everywhere. */
  readonly megabytes: number
  /** Folder for compiled code that no one else may write; without it each process compiles anew. */
  readonly compileCache?: string
}

export interface ReaderProcess {
  /** Whether it can take another file, once it has read the one it has. */
  readonly usable: () => boolean
  /** Reads one file within a time; the next only after it. Rejects where we made a mistake, and when the process is ended meanwhile. */
  readonly read: (bytes: Uint8Array, seconds: number) => Promise<ReadResult>
  /** Ends it; resolves when it is gone. */
  readonly end: () => Promise<void>
}

/** The file being read: what becomes of it. */
interface Task {
  readonly resolve: (result: ReadResult) => void
  readonly reject: (error: Error) => void
  readonly seconds: number
  timer: NodeJS.Timeout
}

const SHELL = '/bin/sh'
const CHILD = fileURLToPath(new URL('./reader-child.ts', import.meta.url))
/** Megabytes that count as data before anything is read: V8 reserves 512 for code that it may compile, and does not use them. */
const RESERVED = 560
/** What V8 and the system write when memory ends. */
const OUT_OF_MEMORY = /out of memory|allocation failed|bad_alloc/i
const LAST_WORDS = 8192

/**
 * Options of Node for the process: a small nursery, for what is read is either short-lived or large, swept by one thread,
 * for several wait for each other longer than it takes; and a heap that grows late, for most of its memory are bytes
 * outside. Three quarters of what is allowed may be objects.
 */
export const nodeOptions = (megabytes: number): readonly string[] => [
  '--max-semi-space-size=2',
  '--no-parallel-scavenge',
  '--heap-growing-percent=20',
  `--max-old-space-size=${Math.floor(megabytes * 0.75)}`,
]

/** What glibc is told, and others ignore: not to keep memory for each thread, nor much of what was freed. */
export const MEMORY_SETTINGS = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536' } as const

/**
 * Where there is a shell, it sets the limits of the system before the process takes its place. With code that was
 * compiled before, a process starts in half the time and 30 MB smaller; no folder, `''`, leaves that out.
 */
const launch = ({ megabytes, seconds, filesEach, compileCache = '' }: ProcessBounds): ChildProcess => {
  const node = [...nodeOptions(megabytes), CHILD]
  const script = [
    `ulimit -d ${(RESERVED + megabytes) * 1024}`,
    // Should we be killed ourselves, a process that hangs still ends once it has used the time of all its files.
    `ulimit -t ${Math.ceil(seconds) * filesEach}`,
    'export NODE_COMPILE_CACHE="$0"',
    ...Object.entries(MEMORY_SETTINGS).map(([name, value]) => `export ${name}=${value}`),
    'exec "$@"',
  ].join('; ')
  const [command, args] = existsSync(SHELL)
    ? [SHELL, ['-c', script, compileCache, process.execPath, ...node]]
    : [process.execPath, node]
  return spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced' })
}

/** Whether the process keeps ours alive: only while something is awaited from it. */
const hold = (child: ChildProcess, held: boolean): void => {
  const pipe = child.stderr instanceof Socket ? child.stderr : undefined
  for (const handle of [child, child.channel, pipe])
    if (held) handle?.ref()
    else handle?.unref()
}

const refuse = (code: string, reason: Text): ReadResult => ({ refused: { code, reason } })

const overTime = (seconds: number): ReadResult =>
  refuse(
    'reader.time',
    text(
      `文件在 ${seconds} 秒内没有读完，已停止读取。请检查文件是否过大或已损坏，用 Excel 或 WPS 另存为 .xlsx 后再报`,
      `the file was not read within ${seconds} s and was given up; check whether it is too large or broken, save it as .xlsx and send it again`,
    ),
  )

const overMemory = (megabytes: number): ReadResult =>
  refuse(
    'reader.memory',
    text(
      `读取文件所需的内存超过上限（${megabytes} MB），已停止读取。请拆分文件，或用 Excel 或 WPS 另存为 .xlsx 后再报`,
      `reading the file takes more memory than the ${megabytes} MB allowed and was given up; split the file or save it as .xlsx`,
    ),
  )

const crashed = (): ReadResult =>
  refuse(
    'reader.crash',
    text(
      '文件使读取程序异常终止，无法读取。请用 Excel 或 WPS 打开并另存为 .xlsx 后再报',
      'the file ended the reading process and cannot be read; open it, save it as .xlsx and send it again',
    ),
  )

const isReply = (message: unknown): message is ReadReply =>
  typeof message === 'object' &&
  message !== null &&
  ('result' in message || 'fault' in message || 'up' in message)

interface Running {
  readonly child: ChildProcess
  readonly bounds: ProcessBounds
  state: 'alive' | 'overrun' | 'ending' | 'gone'
  /** Whether it has started to its end: until then the time is the machine's, not that of a file. */
  up: boolean
  task: Task | undefined
  files: number
  /** The end of what it wrote before it died. */
  said: string
}

const kill = (running: Running, as: 'overrun' | 'ending'): void => {
  if (running.state !== 'gone') running.state = as
  running.child.kill('SIGKILL')
}

/** Gives a file its time, counted from when the process is up; a process that never is has the most that there is. */
const startTimer = (
  running: Running,
  { seconds, timer }: Pick<Task, 'seconds'> & Partial<Pick<Task, 'timer'>>,
): NodeJS.Timeout => {
  clearTimeout(timer)
  const given = running.up ? seconds : running.bounds.seconds
  return setTimeout(() => kill(running, 'overrun'), given * 1000)
}

const finish = (running: Running, how: (task: Task) => void): void => {
  const { task, child } = running
  if (!task) return
  running.task = undefined
  clearTimeout(task.timer)
  hold(child, false)
  how(task)
}

const take = (running: Running, message: unknown): void => {
  if (!isReply(message) || running.state !== 'alive') return
  if ('up' in message) {
    running.up = true
    if (running.task) running.task.timer = startTimer(running, running.task)
    return
  }
  finish(running, ({ resolve, reject }) => {
    if ('result' in message) resolve(openResult(message.result))
    else reject(new Error(`a fault of ours while a workbook was read: ${message.fault}`))
  })
}

/** What the end of the process means for its file. The system's killer of large processes leaves nothing but its signal. */
const mourn = (running: Running, signal: NodeJS.Signals | null): void => {
  const { state, said, bounds } = running
  running.state = 'gone'
  finish(running, ({ resolve, reject, seconds }) => {
    if (state === 'ending') reject(new Error('the reader was closed'))
    else if (state === 'overrun') resolve(overTime(seconds))
    else resolve(signal === 'SIGKILL' || OUT_OF_MEMORY.test(said) ? overMemory(bounds.megabytes) : crashed())
  })
}

/** Listens to a process; resolves when it is gone. */
const watch = (running: Running): Promise<void> =>
  new Promise((resolve) => {
    const { child } = running
    child.stderr?.on('data', (chunk: Buffer) => {
      running.said = (running.said + chunk.toString('latin1')).slice(-LAST_WORDS)
    })
    child.on('message', (message: unknown) => take(running, message))
    child.on('close', (_code, signal) => {
      mourn(running, signal)
      resolve()
    })
    child.on('error', (error) => {
      finish(running, ({ reject }) => reject(error))
      // One that never started does not end either.
      if (child.pid !== undefined) return
      running.state = 'gone'
      resolve()
    })
  })

/** Starts a process. It does not keep ours alive while it is idle, and ends with ours. */
export const openReaderProcess = (bounds: ProcessBounds): ReaderProcess => {
  const child = launch(bounds)
  const running: Running = { child, bounds, state: 'alive', up: false, task: undefined, files: 0, said: '' }
  const gone = watch(running)
  hold(child, false)
  return {
    usable: () => running.state === 'alive' && running.files < bounds.filesEach,
    read: (bytes, seconds) =>
      new Promise((resolve, reject) => {
        running.task = { resolve, reject, seconds, timer: startTimer(running, { seconds }) }
        running.files++
        hold(child, true)
        const request: ReadRequest = { bytes, limits: bounds.limits }
        // Where it cannot be sent the process is dying: its end settles the task.
        child.send(request, () => undefined)
      }),
    end: () => {
      hold(child, true)
      kill(running, 'ending')
      return gone
    },
  }
}
