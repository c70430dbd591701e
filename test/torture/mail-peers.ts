/** The mail servers of the torture: one that misbehaves by script, and OpenSMTPD as Debian ships it. */
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'

export interface MailPeer {
  readonly name: string
  readonly port: number
  /** Every mail that it took, once all of them are laid down. */
  arrived(): Promise<readonly string[]>
  close(): Promise<void>
}

/** Nobody lives there: both servers refuse it with a 550. */
export const GONE = 'gone.example'

const refuse = (responseCode: number, words: string): Error =>
  Object.assign(new Error(words), { responseCode })

/** npm's smtp-server: 451 at RCPT and after the dot, 550 at one domain, slow answers, in a random mix. */
export const openScripted = async (random: () => number): Promise<MailPeer> => {
  const mails: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, done) => {
      if (address.endsWith(GONE)) return done(refuse(550, '5.1.1 no such user'))
      return done(random() < 0.06 ? refuse(451, '4.7.1 greylisted') : null)
    },
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (random() < 0.05) return done(refuse(451, '4.3.0 queue is full'))
        mails.push(Buffer.concat(chunks).toString('utf8'))
        const slow = random() < 0.05 ? 250 : 0
        setTimeout(() => done(null, 'taken'), slow)
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    name: 'smtp-server',
    port: address.port,
    arrived: async () => mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const freePort = async (): Promise<number> => {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

const listFiles = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((e) => e.isFile() && /(?:new|cur)$/.test(e.parentPath))
    .map((e) => join(e.parentPath, e.name))
}

/** It queues first and lays down later: until the number of files stands still for a while. */
const settled = async (box: string): Promise<readonly string[]> => {
  let files = await listFiles(box)
  for (let still = 0; still < 15;) {
    await sleep(200)
    const now = await listFiles(box)
    still = now.length === files.length ? still + 1 : 0
    files = now
  }
  return files
}

/** Starts OpenSMTPD (`apt-get install opensmtpd`; as root) with a maildir of its own. */
export const openOpensmtpd = async (): Promise<MailPeer> => {
  const folder = await mkdtemp(join(tmpdir(), 'beizeng-opensmtpd-'))
  await chmod(folder, 0o777)
  const [port, box] = [await freePort(), join(folder, 'box')]
  const lines = [
    'table everyone { "@" = nobody }',
    `listen on 127.0.0.1 port ${port}`,
    `action "in" maildir "${box}" virtual <everyone>`,
    'match from any for domain "example.org" action "in"',
  ]
  await writeFile(join(folder, 'smtpd.conf'), `${lines.join('\n')}\n`)
  const server = spawn('smtpd', ['-d', '-f', join(folder, 'smtpd.conf')], { stdio: 'ignore' })
  const failed = new Promise<never>((_, reject) => {
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`smtpd ended with ${code}`)))
  })
  const up = async () => {
    while (!(await answers(port))) await sleep(100)
  }
  failed.catch(() => undefined)
  await Promise.race([up(), failed])
  return {
    name: 'OpenSMTPD',
    port,
    arrived: async () => Promise.all((await settled(box)).map((file) => readFile(file, 'utf8'))),
    close: async () => {
      server.removeAllListeners('exit')
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
