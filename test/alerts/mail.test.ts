/** Knows that a mail arrives as it was meant, byte for byte the same, under a Message-ID that follows from its key. */
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { composeMail, digestKey, messageIdOf, type MailContent } from '../../alerts/mail.ts'

const content: MailContent = {
  from: { name: '数字经济监测', address: 'monitor@example.org' },
  to: { name: '浙江省统计局', address: 'stats@example.org' },
  subject: '【预警周报】第45周',
  html: '<p>增量完成度 71.83%</p>',
  text: '增量完成度 71.83%',
  messageId: messageIdOf('digest:weekly:2020-W45:bureau'),
  date: new Date('2020-11-09T00:00:00Z'),
  attachments: [
    {
      filename: '评估表.xlsx',
      contentType: 'application/octet-stream',
      content: new Uint8Array([0, 255, 7]),
    },
  ],
}

test('a mail arrives as it was meant: sender, recipient, date, parts and attachment', async () => {
  const mail = await PostalMime.parse(await composeMail(content))
  expect(mail.from).toMatchObject(content.from)
  expect(mail.to).toMatchObject([content.to])
  expect(mail.subject).toBe(content.subject)
  expect(mail.messageId).toBe(content.messageId)
  expect(mail.date).toBe('2020-11-09T00:00:00.000Z')
  expect([mail.html?.trim(), mail.text?.trim()]).toEqual([content.html, content.text])
  expect(mail.attachments[0]?.filename).toBe('评估表.xlsx')
  expect([...new Uint8Array(await new Response(mail.attachments[0]?.content).arrayBuffer())]).toEqual([
    0, 255, 7,
  ])
})

test('the same content gives the same bytes, all seven-bit with CRLF', async () => {
  const [first, second] = [await composeMail(content), await composeMail(content)]
  expect(Buffer.compare(first, second)).toBe(0)
  expect(first.every((byte) => byte < 128)).toBe(true)
  expect(Buffer.from(first).toString().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
})

test('a key has one Message-ID, another key another', () => {
  const key = digestKey({ schedule: 'weekly', slot: '2020-W45', recipient: 'bureau' })
  expect(key).toBe('digest:weekly:2020-W45:bureau')
  expect(messageIdOf(key)).toMatch(/^<[0-9a-f]{64}@beizeng\.local>$/)
  expect(messageIdOf(key)).toBe(messageIdOf(key))
  expect(messageIdOf(key)).not.toBe(messageIdOf(`${key}-2`))
})
