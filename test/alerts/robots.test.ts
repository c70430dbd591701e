/** Knows what robots and webhooks are told, within which limits, how it is signed, and what their answers mean. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { composeBody, openChannel } from '../../alerts/index.ts'
import type { ChannelKind, ChannelSetting } from '../../alerts/channel-setting.ts'
import { DINGTALK_BYTES, signDingtalk } from '../../alerts/dingtalk.ts'
import { FEISHU_BYTES, signFeishu } from '../../alerts/feishu.ts'
import type { Letter } from '../../alerts/letter.ts'
import { signWebhook } from '../../alerts/webhook.ts'
import { WECOM_BYTES } from '../../alerts/wecom.ts'
import { InputError } from '../../indicators/input-error.ts'
import { makeCertificates } from './certificates.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const letter = (lines: readonly string[], subject = '【预警周报】数字经济第45周'): Letter => ({
  key: 'digest:zj:2020-W45:office:ding',
  kind: 'digest',
  recipient: { code: 'office', name: '办公室', address: 'office@example.org' },
  subject,
  html: '<p>x</p>',
  text: 'x',
  lines,
  date: new Date('2020-11-03T01:00:00Z'),
})
const FROM = { name: '', address: 'm@example.org' }
const NOW = '2020-11-03T01:00:00.000Z'

interface Seen {
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const listen = async (
  answer: (response: ServerResponse, request: IncomingMessage) => unknown,
  secure?: { key: string; cert: string },
) => {
  const seen: Seen[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    seen.push({ url: request.url ?? '', headers: request.headers, body })
    answer(response, request)
  }
  const handle = (request: IncomingMessage, response: ServerResponse) =>
    void serve(request, response).catch(() => {})
  const server = secure ? createSecureServer(secure, handle) : createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  })
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return { origin: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`, seen }
}

const say =
  (status: number, body: string, headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end(body)

const SECRET = 'SEC-this is secret 密'
type Kind = Exclude<ChannelSetting['kind'], 'smtp'>
const settingOf = (kind: Kind, origin: string): ChannelSetting => {
  switch (kind) {
    case 'dingtalk':
      return { kind, url: `${origin}/robot/send?access_token=tokentoken`, secret: SECRET }
    case 'wecom':
      return { kind, url: `${origin}/cgi-bin/webhook/send?key=tokentoken` }
    case 'feishu':
      return { kind, url: `${origin}/open-apis/bot/v2/hook/tokentoken`, secret: SECRET }
    case 'webhook':
      return { kind, url: `${origin}/in/tokentoken`, secret: SECRET }
  }
}

const surroundings = (hosts: readonly string[]) => ({
  smtp: { sender: 'm@example.org' },
  robot: { now: () => NOW, hosts, timeouts: { connectMs: 1_000, answerMs: 300 } },
})

const sendTo = async (kind: Kind, origin: string, hosts = [origin]) => {
  let committed = 0
  const body = await composeBody(kind, letter(['一', '二']), FROM)
  const message = { key: 'k', messageId: '<id@beizeng.local>', recipient: 'office', address: '', body }
  const sent = await openChannel(settingOf(kind, origin), surroundings(hosts)).send(message, async () => {
    committed += 1
  })
  return { ...sent, committed, body }
}

/**
 * Computed apart from this program, e.g. for 钉钉:
 *   S='SEC-this is secret 密'; printf '1604365200000\n%s' "$S" | openssl dgst -sha256 -hmac "$S" -binary | base64
 * 飞书: printf '' | openssl dgst -sha256 -hmac "$(printf '1604365200\n%s' "$S")" -binary | base64
 * and both again with Python's hmac. The webhook's is the published vector of the Standard Webhooks specification.
 */
describe('signatures', () => {
  test('钉钉', () =>
    expect(signDingtalk(SECRET, 1604365200000)).toBe('YJOJzqQUswmPLCZCOwqumLSyx0zhBbh2KO3WXUr4hEc='))
  test('飞书', () =>
    expect(signFeishu(SECRET, 1604365200)).toBe('0Gm9MJ2FN8FtHv8VGXKtyhSl/+p4NQKDv6eSo6JZzzw='))
  test('webhook, the vector of the specification', () =>
    expect(
      signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        unixSeconds: 1614265330,
        body: '{"test": 2432232314}',
      }),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='))
  test('webhook, a secret in plain letters', () =>
    expect(
      signWebhook('0123456789abcdef', { id: 'msg_1', unixSeconds: 1604365200, body: '{"a":"数"}' }),
    ).toBe('v1,kp2p45cyjYtG9DyEr/IAju6Z43Y8Mjx+VkMD54KBHRE='))
})

describe('what is posted', () => {
  test('钉钉: token, time and signature in the address, markdown in the body', async () => {
    const { origin, seen } = await listen(say(200, '{"errcode":0,"errmsg":"ok"}'))
    expect(await sendTo('dingtalk', origin)).toMatchObject({ outcome: 'sent', reply: '0 ok', committed: 1 })
    const url = new URL(seen[0]?.url ?? '', origin)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      access_token: 'tokentoken',
      timestamp: '1604365200000',
      sign: 'YJOJzqQUswmPLCZCOwqumLSyx0zhBbh2KO3WXUr4hEc=',
    })
    expect(url.search).toContain('sign=YJOJzqQUswmPLCZCOwqumLSyx0zhBbh2KO3WXUr4hEc%3D')
    const title = '【预警周报】数字经济第45周'
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      msgtype: 'markdown',
      markdown: { title, text: `### ${title}\n- 一\n- 二` },
    })
    expect(seen[0]?.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  test('企业微信: the key in the address, markdown in the body', async () => {
    const { origin, seen } = await listen(say(200, '{"errcode":0,"errmsg":"ok"}'))
    expect((await sendTo('wecom', origin)).outcome).toBe('sent')
    expect(seen[0]?.url).toBe('/cgi-bin/webhook/send?key=tokentoken')
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      msgtype: 'markdown',
      markdown: { content: '**【预警周报】数字经济第45周**\n> 一\n> 二' },
    })
  })

  test('飞书: time and signature in the body, beside the card', async () => {
    const { origin, seen } = await listen(say(200, '{"code":0,"msg":"success","data":{}}'))
    expect((await sendTo('feishu', origin)).outcome).toBe('sent')
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      timestamp: '1604365200',
      sign: '0Gm9MJ2FN8FtHv8VGXKtyhSl/+p4NQKDv6eSo6JZzzw=',
      msg_type: 'interactive',
      card: { elements: [{ tag: 'markdown', content: '一\n二' }] },
    })
  })

  test('webhook: the body as it lies frozen, with the three headers', async () => {
    const { origin, seen } = await listen(say(204, ''))
    const { outcome, body } = await sendTo('webhook', origin)
    expect([outcome, seen[0]?.body]).toEqual(['sent', body])
    expect(seen[0]?.headers).toMatchObject({
      'webhook-id': 'id@beizeng.local',
      'webhook-timestamp': '1604365200',
      'webhook-signature': signWebhook(SECRET, { id: 'id@beizeng.local', unixSeconds: 1604365200, body }),
    })
    expect(JSON.parse(body)).toMatchObject({ type: 'beizeng.digest', data: { lines: ['一', '二'] } })
  })

  test('over TLS with an own certificate authority, and not without it', async () => {
    const { ca, ...pair } = makeCertificates()
    const { origin, seen } = await listen(say(200, ''), pair)
    const setting = { kind: 'webhook', url: `${origin}/x`, secret: SECRET } as const
    const message = { key: 'k', messageId: '<i>', recipient: '', address: '', body: '{}' }
    const none = async () => {}
    const known = openChannel({ ...setting, ca }, surroundings([origin]))
    expect((await known.send(message, none)).outcome).toBe('sent')
    const unknown = await openChannel(setting, surroundings([origin])).send(message, none)
    expect(unknown).toMatchObject({ outcome: 'later', reply: expect.stringMatching(/certificate|issuer/) })
    expect(seen).toHaveLength(1)
  })
})

describe('limits', () => {
  const sizes: Record<string, { bytes: (body: string) => number; most: number }> = {
    dingtalk: { bytes: (body) => Buffer.byteLength(body), most: DINGTALK_BYTES },
    wecom: { bytes: (body) => Buffer.byteLength(JSON.parse(body).markdown.content), most: WECOM_BYTES },
    feishu: { bytes: (body) => Buffer.byteLength(body) + 120, most: FEISHU_BYTES },
  }
  const textOf = (body: string): string => {
    const { markdown, card } = JSON.parse(body)
    return markdown?.content ?? markdown?.text ?? card.elements[0].content
  }

  test.each(Object.keys(sizes) as ChannelKind[])(
    '%s: whole lines only, and how many are left out',
    async (kind) => {
      const words = fc.string({
        unit: fc.constantFrom('数', 'a', '"', '\\', '<', '\n', '🚦', ' '),
        maxLength: 900,
      })
      await fc.assert(
        fc.asyncProperty(fc.array(words, { maxLength: 80 }), words, async (lines, subject) => {
          const numbered = lines.map((line, i) => `第${i}条${line}`)
          const body = await composeBody(kind, letter(numbered, subject), FROM)
          const { bytes, most } = sizes[kind] ?? { bytes: () => Infinity, most: 0 }
          expect(bytes(body)).toBeLessThanOrEqual(most)
          const kept = numbered.filter((_, i) => textOf(body).includes(`第${i}条`)).length
          const note = /…\(余 (\d+) 条，见邮件\)/.exec(textOf(body))
          expect(kept + Number(note?.[1] ?? 0)).toBe(numbered.length)
          if (kept === numbered.length) expect(note).toBeNull()
        }),
        { numRuns: 60 },
      )
    },
  )

  test('one line more would not have fitted', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `${i} ${'预警'.repeat(20)}`)
    const { markdown } = JSON.parse(await composeBody('wecom', letter(lines), FROM))
    const kept = markdown.content.split('\n').length - 2
    const more = `${markdown.content}\n> ${lines[kept]}`
    expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(WECOM_BYTES)
    expect(Buffer.byteLength(more)).toBeGreaterThan(WECOM_BYTES)
  })

  test('no name can speak to the robot', async () => {
    const body = await composeBody(
      'feishu',
      letter(['<at id=all></at> [x](http://evil) **b** `c` # d @all']),
      FROM,
    )
    expect(textOf(body)).not.toMatch(/[<>[\]*`#@]/)
  })

  test('20, 20 and 100 a minute; an operator may set less, never more', () => {
    const rate = (kind: Kind, perMinute?: number) =>
      openChannel({ ...settingOf(kind, 'https://x.example'), perMinute }, surroundings([])).perMinute
    expect([rate('dingtalk'), rate('wecom'), rate('feishu'), rate('webhook')]).toEqual([20, 20, 100, null])
    expect([rate('dingtalk', 5), rate('dingtalk', 50), rate('webhook', 7)]).toEqual([5, 20, 7])
  })
})

describe('answers', () => {
  const code = (number: number) => say(200, JSON.stringify({ errcode: number, errmsg: 'why' }))
  const feishuCode = (number: number, msg = 'why') => say(200, JSON.stringify({ code: number, msg }))
  test.each([
    ['dingtalk', 'wrong signature', code(310000), 'stop'],
    ['dingtalk', 'too fast', code(130101), 'later'],
    ['dingtalk', 'a body it does not like', code(40035), 'refused'],
    ['dingtalk', 'a gateway gives up', say(502, '<html>'), 'unknown'],
    ['dingtalk', 'a 200 that says nothing', say(200, '<html>'), 'unknown'],
    ['dingtalk', 'HTTP 429', say(429, ''), 'later'],
    ['dingtalk', 'HTTP 404', say(404, 'none'), 'refused'],
    ['wecom', 'too often', code(45009), 'later'],
    ['wecom', 'no such key', code(93000), 'stop'],
    ['wecom', 'a body it does not like', code(40058), 'refused'],
    ['feishu', 'wrong signature', feishuCode(19021), 'stop'],
    ['feishu', 'too often', feishuCode(11232), 'later'],
    ['feishu', 'too often, in the general code', feishuCode(9499, 'too many request'), 'later'],
    ['feishu', 'a body it does not like', feishuCode(9499, 'Bad Request'), 'refused'],
    ['feishu', 'an older robot took it', say(200, '{"StatusCode":0,"StatusMessage":"success"}'), 'sent'],
    ['webhook', 'gone', say(410, ''), 'stop'],
    ['webhook', 'not allowed', say(401, ''), 'stop'],
    ['webhook', 'busy', say(503, ''), 'later'],
    ['webhook', 'broken', say(500, ''), 'unknown'],
    ['webhook', 'not understood', say(422, ''), 'refused'],
  ] as const)('%s: %s', async (kind, _, answer, outcome) => {
    const { origin } = await listen(answer)
    expect((await sendTo(kind, origin)).outcome).toBe(outcome)
  })

  test('who is over the limit of 钉钉 leaves it alone for ten minutes', async () => {
    const { origin } = await listen(code(130101))
    expect((await sendTo('dingtalk', origin)).waitMs).toBe(600_000)
  })

  test.each(['dingtalk', 'wecom', 'feishu', 'webhook'] as const)('%s: no answer is a doubt', async (kind) => {
    const silent = await listen(() => {})
    expect(await sendTo(kind, silent.origin)).toMatchObject({ outcome: 'unknown', committed: 1 })
    const dropping = await listen((response) => response.destroy())
    expect(await sendTo(kind, dropping.origin)).toMatchObject({ outcome: 'unknown', committed: 1 })
    const half = await listen((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"errcode"')
      setTimeout(() => response.destroy(), 20)
    })
    expect(await sendTo(kind, half.origin)).toMatchObject({ outcome: 'unknown', committed: 1 })
  })

  test.each(['dingtalk', 'webhook'] as const)('%s: nobody there, nothing handed over', async (kind) => {
    const { origin } = await listen(say(200, ''))
    for (const one of open.splice(0)) await one.close()
    expect(await sendTo(kind, origin)).toMatchObject({ outcome: 'later', committed: 0 })
  })

  test.each(['dingtalk', 'wecom', 'feishu', 'webhook'] as const)(
    '%s: no redirect is followed',
    async (kind) => {
      const elsewhere = await listen(say(200, '{"errcode":0,"code":0}'))
      const body = '{"errcode":0,"errmsg":"ok","code":0,"msg":"ok"}'
      const { origin } = await listen(say(307, body, { location: `${elsewhere.origin}/stolen` }))
      expect((await sendTo(kind, origin)).outcome).toBe('refused')
      expect(elsewhere.seen).toEqual([])
    },
  )

  test('a host that is not on the list is never spoken to', async () => {
    const { origin, seen } = await listen(say(200, ''))
    const other = origin.replace('127.0.0.1', 'localhost')
    for (const hosts of [[], [other], ['127.0.0.1'], [origin.replace('http:', 'https:')]])
      await expect(sendTo('webhook', origin, hosts)).rejects.toThrow(InputError)
    expect(seen).toEqual([])
  })

  test('what a robot repeats of our secrets is not shown, and of a webhook nothing but the status', async () => {
    const { origin } = await listen((response, { url = '' }) =>
      response.end(JSON.stringify({ errcode: 310000, errmsg: `no ${url} ${SECRET}` })),
    )
    const { reply } = await sendTo('dingtalk', origin)
    expect(reply).not.toContain('tokentoken')
    expect(reply).not.toContain('this is secret')
    const inner = await listen(say(400, 'internal host db1 said: password hunter2'))
    expect((await sendTo('webhook', inner.origin)).reply).toBe('HTTP 400')
  })
})
