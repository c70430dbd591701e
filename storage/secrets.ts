/** Knows how secrets lie at rest: AES-256-GCM under the operator's key, bound to the place where they lie. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { InputError } from '../indicators/input-error.ts'
import { text, type Text } from '../indicators/text.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface SecretBox {
  /** Seals a text for its place; opened at another place it is refused. */
  seal(plain: string, place: string): string
  /** @throws InputError when it was sealed under another key or for another place, or was changed. */
  open(sealed: string, place: string): string
}

const WHERE = text('密钥 BEIZENG_KEY', 'key BEIZENG_KEY')
const HOW = text(
  '32 字节密钥的 base64（openssl rand -base64 32），放在 BEIZENG_KEY 或 BEIZENG_KEY_FILE 所指的文件里',
  'a key of 32 bytes in base64 (openssl rand -base64 32), in BEIZENG_KEY or in the file that BEIZENG_KEY_FILE names',
)

const refuse = (found: Text, expected: Text): InputError =>
  new InputError([{ where: WHERE, found, expected }])

const IN_BASE64 = /^[A-Za-z0-9+/]{43}=$/
const IN_HEX = /^[0-9A-Fa-f]{64}$/

/** Whether a text is a key of 32 bytes, in base64 or in hexadecimal. */
export const isKey = (given: string): boolean => IN_BASE64.test(given) || IN_HEX.test(given)

const parseKey = (key: string): Buffer => {
  if (isKey(key)) return Buffer.from(key, IN_BASE64.test(key) ? 'base64' : 'hex')
  // What was given is a secret, or was meant to be one: it is not repeated.
  throw refuse(text(`${key.length} 个字符`, `${key.length} signs`), HOW)
}

/** Tells keys apart without telling anything of them. */
const keyName = (key: Buffer): string =>
  createHash('sha256').update('beizeng key name\0').update(key).digest('hex').slice(0, 8)

const sealWith = (key: Buffer, plain: string, place: string): string => {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place, 'utf8'))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return `v1:${keyName(key)}:${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`
}

const openWith = (key: Buffer, sealed: string, place: string): string => {
  const [version, name = '', body = ''] = sealed.split(':')
  const mine = keyName(key)
  if (version !== 'v1') throw refuse(text('未知的加密格式', 'an unknown form'), HOW)
  if (name !== mine)
    throw refuse(
      text(`密钥 ${mine}`, `key ${mine}`),
      text(`加密时所用的密钥 ${name}`, `the key ${name} under which it was sealed`),
    )
  const bytes = Buffer.from(body, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(place, 'utf8'))
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    return (
      decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    )
  } catch {
    throw refuse(
      text(`${place} 的密文被改动或挪动`, `${place} was changed or moved`),
      text('原样的密文；请重新设置该渠道', 'the sealed text as it was written; set the channel anew'),
    )
  }
}

/** Opens the box of secrets; without a key it can neither seal nor open, and says how to make one. @throws InputError */
export const openSecretBox = (given: string | undefined): SecretBox => {
  const key = given === undefined ? undefined : parseKey(given.trim())
  const need = (): Buffer => {
    if (key) return key
    throw refuse(text('未设置', 'not set'), HOW)
  }
  return {
    seal: (plain, place) => sealWith(need(), plain, place),
    open: (sealed, place) => openWith(need(), sealed, place),
  }
}
