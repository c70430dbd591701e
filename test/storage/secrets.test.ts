/** Knows that secrets at rest open only under their key, at their place, unchanged. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { InputError } from '../../indicators/input-error.ts'
import { openSecretBox } from '../../storage/secrets.ts'

const key = randomBytes(32).toString('base64')
const plain = 'https://robot.example/send?access_token=秘密'

test('what was sealed opens under the same key and place, and lies sealed differently each time', () => {
  const box = openSecretBox(`${key}\n`)
  const [one, two] = [box.seal(plain, 'channel a url'), box.seal(plain, 'channel a url')]
  expect(one).not.toBe(two)
  expect(one).not.toContain('access_token')
  expect(openSecretBox(Buffer.from(key, 'base64').toString('hex')).open(one, 'channel a url')).toBe(plain)
})

test('another key, another place or one changed bit is refused, and says nothing of the secret', () => {
  const sealed = openSecretBox(key).seal(plain, 'channel a url')
  const other = openSecretBox(randomBytes(32).toString('base64'))
  expect(() => other.open(sealed, 'channel a url')).toThrow(/加密时所用的密钥 [0-9a-f]{8}/)
  expect(() => openSecretBox(key).open(sealed, 'channel b url')).toThrow(InputError)
  const parts = sealed.split(':')
  const bytes = Buffer.from(parts[2] ?? '', 'base64')
  for (const index of bytes.keys()) {
    const changed = Buffer.from(bytes)
    changed[index] = (changed[index] ?? 0) ^ 1
    const text = [...parts.slice(0, 2), changed.toString('base64')].join(':')
    expect(() => openSecretBox(key).open(text, 'channel a url')).toThrow(InputError)
  }
})

test('without a key nothing is sealed or opened, and the way to one is said', () => {
  const box = openSecretBox(undefined)
  expect(() => box.seal(plain, 'x')).toThrow(/openssl rand -base64 32/)
  expect(() => box.open('v1:x:y', 'x')).toThrow(InputError)
})

test.each(['', 'short', 'a'.repeat(44), 'g'.repeat(64), `${key}x`])(
  'the key %j is refused and not repeated',
  (bad) => {
    const attempt = () => openSecretBox(bad)
    expect(attempt).toThrow(InputError)
    if (bad !== '') expect(attempt).not.toThrow(new RegExp(bad.replaceAll('+', '\\+')))
  },
)

test('a key made as the message says is taken', () => {
  const made = execFileSync('openssl', ['rand', '-base64', '32']).toString()
  const box = openSecretBox(made)
  expect(box.open(box.seal(plain, 'x'), 'x')).toBe(plain)
})
