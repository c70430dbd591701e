/** A mail server that does what a test tells it at every step, and remembers what it was told. */
import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A line to say, a connection to drop, or nothing at all. */
export type Answer = { say: string } | 'drop' | 'silence'
export type Step = 'connect' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'part' | 'dot'

export interface Peer {
  readonly port: number
  /** Every step in the order in which it came. */
  readonly steps: readonly Step[]
  /** Mails that ended with their dot, as they were on the wire. */
  readonly mails: readonly string[]
  /** What came of a mail whose dot has not come. */
  partial(): string
  close(): Promise<void>
}

export type Script = Partial<Record<Step, Answer | (() => Answer | Promise<Answer>)>>

const USUAL: Record<Step, Answer> = {
  connect: { say: '220 peer.example ESMTP' },
  ehlo: { say: '250 peer.example' },
  mail: { say: '250 2.1.0 ok' },
  rcpt: { say: '250 2.1.5 ok' },
  data: { say: '354 go on' },
  part: 'silence',
  dot: { say: '250 2.0.0 taken as 4711' },
}

const stepOf = (line: string): Step | undefined => {
  const verb = line.slice(0, 4).toUpperCase()
  if (verb === 'EHLO' || verb === 'HELO') return 'ehlo'
  return { MAIL: 'mail', RCPT: 'rcpt', DATA: 'data' }[verb] as Step | undefined
}

const END = '\r\n.\r\n'

/** Opens a peer on a port of its own. */
export const openPeer = async (script: Script = {}): Promise<Peer> => {
  const steps: Step[] = []
  const mails: string[] = []
  const sockets = new Set<Socket>()
  let body: string | undefined
  const serve = async (socket: Socket) => {
    const act = async (step: Step): Promise<void> => {
      steps.push(step)
      const told = script[step] ?? USUAL[step]
      const answer = typeof told === 'function' ? await told() : told
      if (answer === 'drop') socket.destroy()
      else if (answer !== 'silence') socket.write(`${answer.say}\r\n`)
    }
    let rest = ''
    await act('connect')
    for await (const chunk of socket) {
      rest += String(chunk)
      while (rest !== '') {
        if (body !== undefined) {
          body += rest
          rest = ''
          const end = `\r\n${body}`.indexOf(END)
          if (end < 0) {
            await act('part')
            break
          }
          mails.push(body.slice(0, end))
          rest = body.slice(end + END.length - 2)
          body = undefined
          await act('dot')
          continue
        }
        const at = rest.indexOf('\r\n')
        if (at < 0) break
        const line = rest.slice(0, at)
        rest = rest.slice(at + 2)
        if (line === 'QUIT') socket.end('221 bye\r\n')
        else {
          const step = stepOf(line)
          if (step === undefined) socket.write('500 what\r\n')
          else await act(step)
          if (step === 'data') body = ''
        }
      }
    }
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    void serve(socket).catch(() => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the peer has no port')
  return {
    port: address.port,
    steps,
    mails,
    partial: () => body ?? '',
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Waits until something is so; fails after two seconds. */
export const until = async (so: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 400; turn++) {
    if (so()) return
    await sleep(5)
  }
  throw new Error('it never was so')
}
