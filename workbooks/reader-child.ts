/** Knows the process that reads workbooks for another one: a file comes in, plain data or the reason of a refusal goes out. */
import { flushCompileCache } from 'node:module'
import type { Limits } from './limits.ts'
import { readPlain, type PlainResult } from './read-workbook.ts'

/** What the process is sent. */
export interface ReadRequest {
  readonly bytes: Uint8Array
  readonly limits: Limits
}

/** What it answers; `fault` where we made a mistake. Once, before all else, that it is up. */
export type ReadReply = { readonly result: PlainResult } | { readonly fault: string } | { readonly up: true }

/** How Node says that bytes could not be had. */
const OUT_OF_MEMORY = /Array buffer allocation failed|Failed to allocate memory|ERR_MEMORY_ALLOCATION_FAILED/

/** At its cap the process would fail the next file too: it ends as it does where the end cannot be caught. */
const endForMemory = (said: string): never => {
  console.error(`out of memory: ${said}`)
  process.exit(1)
}

const isRequest = (message: unknown): message is ReadRequest =>
  typeof message === 'object' && message !== null && 'bytes' in message && 'limits' in message

const replyTo = async ({ bytes, limits }: ReadRequest): Promise<ReadReply> => {
  try {
    return { result: await readPlain(bytes, limits) }
  } catch (error) {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
    if (OUT_OF_MEMORY.test(said)) endForMemory(said)
    return { fault: said }
  }
}

process.on('message', (message: unknown) => {
  if (!isRequest(message)) return
  void replyTo(message).then((reply) => {
    process.send?.(reply)
    // Node keeps what it compiled when a process ends, and this one is always killed; only the first time is there anything to do.
    flushCompileCache()
  })
})
const up: ReadReply = { up: true }
process.send?.(up)
