/** Knows that a worker starts while a share hangs on which half-written files may lie: they only take room. */
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterEach, test } from 'vitest'
import { eachInFolder } from './ground.ts'

const ground = eachInFolder()

const { readdir } = fs
afterEach(() => {
  fs.readdir = readdir
  syncBuiltinESMExports()
})

/** A folder as on a hard-mounted share whose server is away: no answer, and no error either. Tells when it was asked. */
const hang = (folder: string): Promise<unknown> => {
  const { promise, resolve } = Promise.withResolvers()
  fs.readdir = new Proxy(readdir, {
    apply: (read, self, args) => {
      if (args[0] !== folder) return Reflect.apply(read, self, args)
      resolve(undefined)
      return new Promise(() => undefined)
    },
  })
  syncBuiltinESMExports()
  return promise
}

test('a worker starts while a folder to be cleared gives no answer', { timeout: 20_000 }, async () => {
  const app = await ground.open()
  const asked = hang(join(ground.data, 'inbox'))
  const runner = await app.startWorker('w')
  await asked
  await runner.stop(1_000)
})
