/** Knows the channel to a mail server: one connection and one transaction a message, the final dot withheld until it is written down. */
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Channel, Delivery, Message } from './channel.ts'
import type { ChannelSetting } from './channel-setting.ts'
import { maskSecrets } from './mask.ts'
import { judgeSmtpFailure } from './smtp-verdict.ts'
import { withholdDot } from './withheld-dot.ts'

type SmtpSetting = Extract<ChannelSetting, { kind: 'smtp' }>

export interface SmtpTimeouts {
  readonly connectMs: number
  readonly greetingMs: number
  /** Of silence. RFC 5321 4.5.3.2.6 asks for ten minutes after the dot: giving up sooner makes doubt. */
  readonly socketMs: number
}

const TIMEOUTS: SmtpTimeouts = { connectMs: 60_000, greetingMs: 60_000, socketMs: 600_000 }
/** A server that does not answer QUIT has nothing more to say to us. */
const QUIT_MS = 2_000

export interface SmtpSurroundings {
  /** Address of the envelope's sender, where mails that cannot be delivered return. */
  readonly sender: string
  readonly timeouts?: SmtpTimeouts
}

const openConnection = async (setting: SmtpSetting, timeouts: SmtpTimeouts): Promise<SMTPConnection> => {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection')
  const connection = new Connection({
    host: setting.host,
    port: setting.port,
    secure: setting.tls === 'implicit',
    requireTLS: setting.tls === 'required',
    ignoreTLS: setting.tls === 'none',
    opportunisticTLS: setting.tls === 'optional',
    tls: { minVersion: 'TLSv1.2', ...(setting.ca === undefined ? {} : { ca: setting.ca }) },
    ...(setting.name === undefined ? {} : { name: setting.name }),
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.socketMs,
    socketCloseTimeout: QUIT_MS,
    // A relay may well stand on this machine.
    allowInternalNetworkInterfaces: true,
  })
  // Each step listens for itself; what comes after the last one changes nothing any more.
  connection.on('error', () => {})
  return connection
}

/** A step of the conversation, ended by its callback or by the end of the connection. */
const step = (
  connection: SMTPConnection,
  start: (done: (error?: Error | null) => void) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.once('error', reject)
    connection.once('end', () => reject(new Error('the server closed the connection')))
    start((error) => (error ? reject(error) : resolve()))
  })

const login = async (connection: SMTPConnection, { user, password }: SmtpSetting): Promise<void> => {
  if (user === undefined) return
  // After a failed STARTTLS the connection is open to all ears, and nothing is said of a login.
  if (!connection.allowsAuth) throw new Error('the server offers no login on this connection')
  await step(connection, (done) => connection.login({ user, pass: password ?? '' }, done))
}

const leave = (connection: SMTPConnection): void => {
  const timer = setTimeout(() => connection.close(), QUIT_MS)
  connection.once('end', () => clearTimeout(timer))
  connection.quit()
}

const transact = (
  connection: SMTPConnection,
  message: Message,
  { sender, committing }: { sender: string; committing: () => Promise<void> },
): Promise<Delivery> => {
  const bytes = Buffer.from(message.body, 'utf8')
  const withheld = withholdDot(bytes, committing)
  return new Promise((resolve) => {
    const envelope = { from: sender, to: [message.address], size: bytes.length }
    connection.send(envelope, withheld.stream, (error, info) => {
      const released = withheld.released()
      withheld.cut()
      if (released && !error && info) return resolve({ outcome: 'sent', reply: info.response })
      return resolve(judgeSmtpFailure(error ?? new Error('an answer before the end of the mail'), released))
    })
  })
}

/** Opens the channel; it connects for every message anew. */
export const openSmtp = (setting: SmtpSetting, { sender, timeouts }: SmtpSurroundings): Channel => ({
  repeatable: false,
  perMinute: setting.perMinute ?? null,
  send: async (message, committing) => {
    const connection = await openConnection(setting, timeouts ?? TIMEOUTS)
    try {
      await step(connection, (done) => connection.connect(done))
      await login(connection, setting)
      const delivery = await transact(connection, message, { sender, committing })
      return { ...delivery, reply: maskSecrets(delivery.reply, [setting.password ?? '']) }
    } catch (error) {
      const { outcome, reply } = judgeSmtpFailure(error, false)
      return { outcome, reply: maskSecrets(reply, [setting.password ?? '']) }
    } finally {
      leave(connection)
    }
  },
})
