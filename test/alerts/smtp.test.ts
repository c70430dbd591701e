/** Knows what the channel to a mail server says of every way in which a server can answer, or fail to. */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import type { ChannelSetting } from '../../alerts/channel-setting.ts'
import { openSmtp } from '../../alerts/smtp.ts'
import { makeCertificates } from './certificates.ts'
import { openPeer, until, type Peer, type Script } from './scripted-peer.ts'

type Smtp = Extract<ChannelSetting, { kind: 'smtp' }>

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const BODY = 'Subject: x\r\n\r\nfirst\r\n.a line that begins with a dot\r\nlast\r\n'
const message = (body = BODY, address = 'zhang@example.org') => ({
  key: 'digest:x',
  messageId: '<x@beizeng.local>',
  recipient: 'zhang',
  address,
  body,
})

/** Time enough for a machine that is busy with other tests. */
const PATIENT_MS = 30_000

const channelTo = (port: number, setting: Partial<Smtp> = {}, socketMs = PATIENT_MS) =>
  openSmtp(
    { kind: 'smtp', host: '127.0.0.1', port, tls: 'none', ...setting },
    { sender: 'monitor@example.org', timeouts: { connectMs: PATIENT_MS, greetingMs: socketMs, socketMs } },
  )

interface Tried {
  readonly peer: Peer
  readonly outcome: string
  readonly reply: string
  /** How often `committing` was called. */
  readonly committed: number
}

/** Only of a server that never answers is the end of the patience waited for. */
const patienceWith = (script: Script): number =>
  Object.values(script).includes('silence') ? 400 : PATIENT_MS

const sendTo = async (script: Script, address?: string): Promise<Tried> => {
  const peer = await openPeer(script)
  open.push(peer)
  let committed = 0
  const sent = await channelTo(peer.port, {}, patienceWith(script)).send(message(BODY, address), async () => {
    committed += 1
  })
  return { peer, committed, ...sent }
}

test('the final dot is withheld until it is written down that it may be there', async () => {
  const peer = await openPeer()
  open.push(peer)
  const gate = Promise.withResolvers<void>()
  let asked = false
  const sending = channelTo(peer.port).send(message(), () => {
    asked = true
    return gate.promise
  })
  await until(() => asked && peer.partial().includes('last'))
  // The whole mail is over, the dot is not, however long the writing down takes.
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(peer.steps).toEqual(['connect', 'ehlo', 'mail', 'rcpt', 'data', 'part'])
  expect(peer.mails).toEqual([])
  gate.resolve()
  expect(await sending).toEqual({ outcome: 'sent', reply: '250 2.0.0 taken as 4711' })
  // `part` may stand once more: the dot travels by itself.
  expect(peer.steps.filter((step) => step !== 'part')).toEqual([
    'connect',
    'ehlo',
    'mail',
    'rcpt',
    'data',
    'dot',
  ])
  expect(peer.mails).toEqual([BODY.replace('.a line', '..a line')])
})

test('when it cannot be written down no dot is sent, and the server has no mail', async () => {
  const peer = await openPeer()
  open.push(peer)
  const sent = await channelTo(peer.port).send(message(), () => Promise.reject(new Error('taken over')))
  expect(sent).toEqual({ outcome: 'later', reply: expect.stringContaining('taken over') })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(peer.mails).toEqual([])
  expect(peer.steps).not.toContain('dot')
})

test('a large mail is nearly out before its last moment comes', async () => {
  const peer = await openPeer()
  open.push(peer)
  const body = `Subject: large\r\n\r\n${'0123456789abcdef\r\n'.repeat(300_000)}`
  let behind = Number.NaN
  const sent = await channelTo(peer.port).send(message(body), async () => {
    behind = body.length - peer.partial().length
  })
  expect(sent.outcome).toBe('sent')
  // What lies in the buffers of two sockets on this machine, not a mail of five megabytes.
  expect(behind).toBeLessThan(4 * 1024 * 1024)
  expect(peer.mails[0]).toBe(body)
})

test.each([
  ['refused at the door', { connect: { say: '554 no' } }, 'later'],
  ['dropped at the door', { connect: 'drop' }, 'later'],
  ['silent at the door', { connect: 'silence' }, 'later'],
  ['dropped at EHLO', { ehlo: 'drop' }, 'later'],
  ['421 at EHLO', { ehlo: { say: '421 going' } }, 'later'],
  ['sender deferred', { mail: { say: '451 later' } }, 'later'],
  ['sender refused: the channel stops', { mail: { say: '550 who are you' } }, 'stop'],
  ['mail too large', { mail: { say: '552 too large' } }, 'refused'],
  ['login asked for', { mail: { say: '530 5.7.0 log in first' } }, 'stop'],
  ['recipient deferred', { rcpt: { say: '450 greylisted' } }, 'later'],
  ['recipient unknown', { rcpt: { say: '550 5.1.1 no such user' } }, 'refused'],
  ['dropped at RCPT', { rcpt: 'drop' }, 'later'],
  ['DATA deferred', { data: { say: '451 later' } }, 'later'],
  ['DATA refused', { data: { say: '554 no' } }, 'refused'],
  ['dropped at DATA', { data: 'drop' }, 'later'],
] as [string, Script, string][])('before the dot — %s', async (_, script, outcome) => {
  const tried = await sendTo(script)
  expect([tried.outcome, tried.committed, tried.peer.mails]).toEqual([outcome, 0, []])
})

test.each([
  ['taken', { dot: { say: '250 ok' } }, 'sent'],
  ['451: not taken', { dot: { say: '451 queue full' } }, 'later'],
  ['554: never taken', { dot: { say: '554 spam' } }, 'refused'],
  ['421: the server goes, and does not say what it kept', { dot: { say: '421 going' } }, 'unknown'],
  ['dropped', { dot: 'drop' }, 'unknown'],
  ['silent until the timeout', { dot: 'silence' }, 'unknown'],
  ['an answer that is none', { dot: { say: 'hello' } }, 'unknown'],
] as [string, Script, string][])('after the dot — %s', async (_, script, outcome) => {
  const tried = await sendTo(script)
  expect([tried.outcome, tried.committed, tried.peer.mails.length]).toEqual([outcome, 1, 1])
})

test('a slow server is waited for', async () => {
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    return { say: '250 at last' }
  }
  expect(await sendTo({ dot: slow })).toMatchObject({ outcome: 'sent', reply: '250 at last' })
})

test('nobody listens: later', async () => {
  const peer = await openPeer()
  await peer.close()
  const sent = await channelTo(peer.port).send(message(), async () => {})
  expect(sent).toMatchObject({ outcome: 'later', reply: expect.stringContaining('ECONNREFUSED') })
})

test.each(['two@x.org> SIZE=1', 'a\r\nRCPT TO:<b@x.org>'])(
  'the address %j never reaches a server',
  async (address) => {
    const tried = await sendTo({}, address)
    expect([tried.outcome, tried.peer.steps]).toEqual(['refused', ['connect', 'ehlo']])
  },
)

const certificates = makeCertificates()

const openServer = async (options: SMTPServerOptions) => {
  const taken: { secure: boolean; user: string | undefined; text: string }[] = []
  const server = new SMTPServer({
    key: certificates.key,
    cert: certificates.cert,
    logger: false,
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'monitor' && password === '密码 secret'
        ? done(null, { user: username })
        : done(Object.assign(new Error(`wrong ${password}`), { responseCode: 535 })),
    onData: (stream, { secure, user }, done) => {
      stream.setEncoding('utf8')
      let text = ''
      stream.on('data', (part: string) => (text += part))
      stream.on('end', () => {
        taken.push({ secure, user, text })
        done(null, 'taken')
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  open.push({ close: () => new Promise<void>((resolve) => server.close(() => resolve())) })
  const address = server.server.address()
  return { port: address !== null && typeof address === 'object' ? address.port : 0, taken }
}

const secured = { ca: certificates.ca, user: 'monitor', password: '密码 secret' }
const none = async () => {}

test.each([
  ['no login, no TLS: a relay', {}, { tls: 'none' }, { secure: false, user: undefined }],
  [
    'STARTTLS required, own CA, login',
    {},
    { tls: 'required', ...secured },
    { secure: true, user: 'monitor' },
  ],
  ['STARTTLS optional and offered', {}, { tls: 'optional', ca: certificates.ca }, { secure: true }],
  [
    'STARTTLS optional and not offered',
    { disabledCommands: ['STARTTLS'] },
    { tls: 'optional' },
    { secure: false },
  ],
  ['STARTTLS none though offered', {}, { tls: 'none' }, { secure: false }],
  [
    'TLS from the first byte, login',
    { secure: true },
    { tls: 'implicit', ...secured },
    { secure: true, user: 'monitor' },
  ],
  [
    'login without TLS, where the operator wants it',
    {},
    { tls: 'none', user: 'monitor', password: '密码 secret' },
    { user: 'monitor' },
  ],
] as [string, SMTPServerOptions, Partial<Smtp>, object][])('%s', async (_, options, setting, expected) => {
  const { port, taken } = await openServer(options)
  expect(await channelTo(port, setting, 5_000).send(message(), none)).toMatchObject({ outcome: 'sent' })
  expect(taken).toMatchObject([expected])
})

test.each([
  [
    'STARTTLS required and not offered',
    { disabledCommands: ['STARTTLS'] },
    { tls: 'required' },
    'later',
    /STARTTLS/,
  ],
  ['a certificate of nobody we know', {}, { tls: 'required' }, 'later', /certificate|issuer/i],
  [
    'TLS from the first byte, certificate unknown',
    { secure: true },
    { tls: 'implicit' },
    'later',
    /certificate|issuer/i,
  ],
  [
    'a wrong password: the channel stops, and the password is not shown',
    {},
    { tls: 'required', ...secured, password: 'wrong secret' },
    'stop',
    /535 wrong \*\*\*/,
  ],
  [
    'a login that the server does not know',
    { disabledCommands: ['AUTH'] },
    { tls: 'required', ...secured },
    'later',
    /no login/,
  ],
] as [string, SMTPServerOptions, Partial<Smtp>, string, RegExp][])(
  '%s',
  async (_, options, setting, outcome, reply) => {
    const { port, taken } = await openServer(options)
    const sent = await channelTo(port, setting, 5_000).send(message(), none)
    expect(sent).toEqual({ outcome, reply: expect.stringMatching(reply) })
    expect(taken).toEqual([])
  },
)
