/** Walks through the front door with channels and the outbox: set, test, send, stop, doubt, settle; secrets never shown. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPeer, type Answer, type Peer, type Script } from './alerts/scripted-peer.ts'
import { runIn } from './run-cli.ts'

let folder = ''
const key = randomBytes(32).toString('base64')
const open: { close(): unknown }[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-channels-'))
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
  await rm(folder, { recursive: true })
})

const environment: Record<string, string> = { BEIZENG_KEY: key, BEIZENG_ACTOR: '张三' }
const run = (...args: string[]) => runIn(environment, '--data', join(folder, 'data'), ...args)
const runJson = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out)

const peerOf = async (script: Script = {}): Promise<Peer> => {
  const peer = await openPeer(script)
  open.push(peer)
  return peer
}

const set = async (name: string, setting: object, env = environment) => {
  const file = join(folder, 'setting.json')
  await writeFile(file, JSON.stringify(setting))
  return runIn(env, '--data', join(folder, 'data'), 'channels', 'set', name, '--file', file)
}
const smtp = (port: number, more = {}) => ({ kind: 'smtp', host: '127.0.0.1', port, tls: 'none', ...more })

/** A submission of which every recipient of the plan hears in its week. */
const makeNews = async () => {
  await writeFile(join(folder, 'bad.xlsx'), 'no workbook')
  await run('ingest', join(folder, 'bad.xlsx'))
}

/** The seeds of the program with other recipients, made from the first of them. */
const seedsWith = async (change: (first: Record<string, unknown>) => readonly object[]) => {
  const seeds = join(folder, 'seeds')
  await cp(new URL('../seeds', import.meta.url), seeds, { recursive: true })
  const file = join(seeds, 'recipients.json')
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8'))[0])))
  return { ...environment, BEIZENG_SEEDS: seeds }
}

test('a week leaves by the mail server that was set, one mail a recipient, and never again', async () => {
  const peer = await peerOf()
  const env = await seedsWith((first) =>
    ['a', 'b', 'c'].map((code) => ({ ...first, code, address: `${code}@example.org` })),
  )
  const send = async () =>
    JSON.parse((await runIn(env, '--data', join(folder, 'data'), 'digest', '--send', '--json')).out)
  expect((await set('mail', smtp(peer.port))).out).toContain('已设置渠道 mail（smtp）')
  await makeNews()
  const first = await send()
  expect(first.messages).toHaveLength(3)
  expect(new Set(first.messages.map((m: { state: string }) => m.state))).toEqual(new Set(['sent']))
  expect(peer.mails).toHaveLength(first.messages.length)
  const mails = await Promise.all(
    peer.mails.map((mail) => PostalMime.parse(mail.replaceAll('\r\n..', '\r\n.'))),
  )
  expect(new Set(mails.map((m) => m.messageId)).size).toBe(peer.mails.length)
  expect(mails.every((m) => m.to?.length === 1)).toBe(true)
  expect((await send()).sentBefore).toBe(true)
  expect(peer.mails).toHaveLength(first.messages.length)
  expect((await readdir(join(folder, 'data', 'outbox'))).length).toBe(0)
  expect(await runJson('outbox')).toMatchObject({ counts: { sent: peer.mails.length }, stopped: [] })
})

test('a doubt is shown, settled by a person, and the history keeps both', async () => {
  const answers: Answer[] = ['drop', { say: '250 taken' }]
  const peer = await peerOf({ dot: () => answers.shift() ?? 'silence' })
  await set('mail', smtp(peer.port))
  const tried = await run('channels', 'test', 'mail', '--to', 'zhang@example.org')
  expect([tried.code, tried.out]).toEqual([1, expect.stringContaining('不能确定是否送达')])
  const { messages } = await runJson('outbox', '--state', 'unknown')
  const [{ key: doubtful }] = messages
  expect((await run('outbox')).out).toContain('不能确定是否送达 1')
  for (const wrong of [[], ['--delivered', '--send-again']])
    expect((await run('outbox', 'settle', doubtful, ...wrong)).code).toBe(1)
  const settled = await runJson('outbox', 'settle', doubtful, '--send-again', '--reason', '收件人没有收到')
  expect(settled.message).toMatchObject({ state: 'sent', detail: '250 taken', tries: 2 })
  const { events } = await runJson('outbox', 'show', doubtful)
  expect(events.map((e: { to: string; actor: string }) => `${e.to} ${e.actor}`)).toEqual([
    'sending worker',
    'committing worker',
    'unknown worker',
    'queued 张三',
    'sending worker',
    'committing worker',
    'sent worker',
  ])
  expect((await run('outbox', 'settle', doubtful, '--send-again')).err).toContain('发现「sent」')
  expect((await run('outbox', 'settle', 'nokey', '--bounced')).err).toContain('发现「没有这一封」')
  expect((await run('outbox', 'settle', doubtful, '--bounced')).code).toBe(0)
})

test('a refused login stops the channel, which says so until it is opened again', async () => {
  const answers: Answer[] = [{ say: '530 5.7.0 login first' }]
  const peer = await peerOf({ mail: () => answers.shift() ?? { say: '250 ok' } })
  await set('mail', smtp(peer.port))
  await makeNews()
  await run('digest', '--send')
  const { channels } = await runJson('channels')
  expect(channels).toMatchObject([{ name: 'mail', state: 'stopped' }])
  expect(channels[0].queued).toBeGreaterThan(0)
  expect((await run('outbox')).out).toMatch(/渠道 mail 已停用：.*530 5\.7\.0 login first/)
  const test = await run('channels', 'test', 'mail', '--to', 'a@example.org')
  expect([test.code, test.out]).toEqual([1, ''])
  expect(test.err).toMatch(
    /^渠道 mail：发现「已停用：.*530 5\.7\.0 login first」，应为可用的渠道（设置要改的运行 channels set mail，不必改的（对方已改好）运行 channels open mail）\n$/,
  )
  expect((await run('channels', 'remove', 'mail')).err).toContain('没有待发的信')
  const opened = await run('channels', 'open', 'mail', '--reason', '已改')
  expect(opened.out).toContain(`待发 ${channels[0].queued} 封`)
  expect(peer.mails).toHaveLength(channels[0].queued)
  expect((await run('channels', 'remove', 'mail')).code).toBe(0)
  const { events, unset } = await runJson('channels', 'list')
  expect(events.map((e: { kind: string }) => e.kind)).toEqual(['set', 'stopped', 'opened', 'removed'])
  expect(unset).toEqual(['mail'])
})

test('a test that stops the channel says why and what to do, has failed, and leaves no more when it is opened', async () => {
  const answers: Answer[] = [{ say: '530 5.7.0 login first' }]
  const peer = await peerOf({ mail: () => answers.shift() ?? { say: '250 ok' } })
  await set('mail', smtp(peer.port))
  const tested = await run('channels', 'test', 'mail', '--to', 'a@example.org')
  expect(tested.code).toBe(1)
  expect(tested.out).toMatch(
    /^mail：未能发出 {2}.*530 5\.7\.0 login first\n渠道 mail 已停用：.*channels open mail/,
  )
  expect((await runJson('channels')).channels).toMatchObject([{ state: 'stopped', queued: 0 }])
  expect((await run('channels', 'open', 'mail')).out).toContain('待发 0 封')
  // Set anew it is open as well, and there is nothing to open.
  expect((await set('mail', smtp(peer.port))).code).toBe(0)
  expect((await run('channels', 'open', 'mail')).err).toContain('没有停用')
  expect(peer.mails).toEqual([])
  expect((await run('channels', 'test', 'mail', '--to', 'a@example.org')).code).toBe(0)
  expect(peer.mails).toHaveLength(1)
})

test('after a restore every listing of the outbox says that it is held, empty or not, until it is released', async () => {
  await run('jobs')
  const file = join(folder, 'backup.tar')
  await run('backup', '-o', file)
  const restored = (...args: string[]) => runIn(environment, '--data', join(folder, 'restored'), ...args)
  expect((await restored('restore', file)).code).toBe(0)
  const said =
    /^发件箱是空的\n发件箱已停住：\d{4}-\d\d-\d\d \d\d:\d\d:\d\d 恢复了截至 .* 的备份，.*outbox release 放行\n$/
  expect((await restored('outbox')).out).toMatch(said)
  expect((await restored('--lang', 'en', 'outbox')).out).toContain('the outbox is held: restored at')
  const { held } = JSON.parse((await restored('outbox', '--json')).out)
  expect(held).toMatchObject({ at: expect.any(String), taken: expect.any(String), file })
  const peer = await peerOf()
  const setting = join(folder, 'mail.json')
  await writeFile(setting, JSON.stringify(smtp(peer.port)))
  await restored('channels', 'set', 'mail', '--file', setting)
  const tested = await restored('channels', 'test', 'mail', '--to', 'a@example.org')
  expect([tested.code, tested.err]).toEqual([1, expect.stringContaining('发件箱已停住：')])
  await restored('outbox', 'release')
  expect((await restored('outbox')).out).toBe('发件箱是空的\n')
  expect(JSON.parse((await restored('outbox', '--json')).out)).toMatchObject({ held: null, messages: [] })
  expect(peer.mails).toEqual([])
})

test('what the program wrote beside a message is told in the language and by the clock of Beijing, also of old rows', async () => {
  const peer = await peerOf({ connect: { say: '421 later' } })
  await set('mail', smtp(peer.port))
  await run('channels', 'test', 'mail', '--to', 'a@example.org')
  const { messages } = await runJson('outbox')
  const database = new Database(join(folder, 'data', 'beizeng.db'))
  open.push(database)
  const shown = async (detail: string): Promise<string> => {
    database.prepare("update outbox set state = 'held', detail = ?").run(detail)
    const event = "'2020-11-03T00:00:00.000Z', 'queued', 'held', 'worker'"
    database
      .prepare(
        `insert into outbox_event (key, at, from_state, to_state, actor, detail) select key, ${event}, ? from outbox`,
      )
      .run(detail)
    const { out: listing } = await run('outbox')
    const { out: history } = await run('outbox', 'show', messages[0].key)
    expect(listing + history).not.toContain(detail)
    return listing
  }
  expect(
    await shown(
      'restored at 2026-11-22T08:32:40.550Z from a backup of 2026-11-21T17:30:00.000Z: it may have been sent in between',
    ),
  ).toContain('2026-11-22 16:32:40 恢复了截至 2026-11-22 01:30:00 的备份，其间可能已经发过')
  for (const end of ['died', 'ended'])
    expect(await shown(`the worker ${end} after handing the message over`)).toContain('可能已经送达')
  expect(await shown('given up: the worker died before sending')).toMatch(/已过期限，不再发送：发送进程/)
  expect((await run('--lang', 'en', 'outbox')).out).toContain('given up: the worker ended before sending')
})

test('no secret is in the database, in any output, or in the log; another key does not open it', async () => {
  const bodies: string[] = []
  let errcode = 310000
  const server = createServer((request, response) => {
    request.on('data', (part) => bodies.push(String(part)))
    request.on('end', () =>
      response.end(JSON.stringify({ errcode, errmsg: `sign not match ${request.url}` })),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => new Promise((resolve) => server.close(resolve)) })
  const address = server.address()
  const origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
  const hosts = { ...environment, BEIZENG_HOOK_HOSTS: origin, BEIZENG_LOG_LEVEL: 'debug' }
  const [token, secret] = ['token-of-the-robot', 'SEC-of-the-robot']
  const setting = { kind: 'dingtalk', url: `${origin}/robot/send?access_token=${token}`, secret }
  const outputs = [await set('ding', setting, hosts)]
  for (const args of [
    ['channels', 'test', 'ding'],
    ['channels', 'list', '--json'],
    ['channels'],
    ['outbox', '--json'],
    ['jobs', '--json'],
  ])
    outputs.push(await runIn(hosts, '--data', join(folder, 'data'), ...args))
  expect(bodies).toHaveLength(1)
  const shown = outputs.map((o) => o.out + o.err).join('\n')
  const files = await readdir(join(folder, 'data'))
  const stored = await Promise.all(
    files.filter((f) => f.startsWith('beizeng.db')).map((f) => readFile(join(folder, 'data', f), 'latin1')),
  )
  for (const place of [shown, ...stored]) {
    expect(place).not.toContain(token)
    expect(place).not.toContain(secret)
    expect(place).not.toContain(key)
  }
  expect(shown).toContain('310000 sign not match')
  expect(shown).toContain('"secret": "***"')
  const other = { ...hosts, BEIZENG_KEY: randomBytes(32).toString('base64') }
  errcode = 0
  await runIn(hosts, '--data', join(folder, 'data'), 'channels', 'open', 'ding')
  const wrong = await runIn(other, '--data', join(folder, 'data'), 'channels', 'test', 'ding')
  expect([wrong.code, wrong.out]).toEqual([1, expect.stringContaining('渠道 ding 已停用：')])
  const { channels } = await runJson('channels')
  expect(channels[0].detail).toMatch(/发现「密钥 [0-9a-f]{8}」/)
})

test.each([
  ['no key', 'ding', { kind: 'wecom', url: 'https://qyapi.weixin.qq.com/x?key=hidden1' }, {}, 'BEIZENG_KEY'],
  [
    'a host that is not allowed',
    'ding',
    { kind: 'wecom', url: 'https://evil.example/x?key=hidden1' },
    environment,
    'https://evil.example',
  ],
  [
    'a field that is wrong',
    'mail',
    { kind: 'smtp', host: 'h', port: 0, tls: 'none', password: 'hidden1' },
    environment,
    'port',
  ],
  [
    'a secret in the wrong place',
    'ding',
    { kind: 'wecom', url: 'x', token: 'hidden1' },
    environment,
    'token 不认识',
  ],
  [
    'a password without a user',
    'mail',
    { kind: 'smtp', host: 'h', port: 25, tls: 'none', password: 'hidden1' },
    environment,
    'password',
  ],
  [
    'a name that is none',
    'Ding!',
    { kind: 'wecom', url: 'https://qyapi.weixin.qq.com/x' },
    environment,
    'Ding!',
  ],
  ['the name of the folder', 'outbox-folder', smtp(25), environment, 'outbox-folder'],
])('%s is refused, and no secret repeated', async (_, name, setting, env, said) => {
  const { code, out, err } = await set(name, setting, { BEIZENG_ACTOR: '张三', ...env })
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain(said)
  expect(err).not.toContain('hidden1')
  expect((await runJson('channels')).channels).toEqual([])
})

test('a recipient is reached on each of his channels; one that is not set is made up for by mail', async () => {
  const posts: string[] = []
  const server = createServer((request, response) => {
    request.on('data', (part) => posts.push(String(part)))
    request.on('end', () => response.end('{"errcode":0,"errmsg":"ok"}'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => new Promise((resolve) => server.close(resolve)) })
  const address = server.address()
  const origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
  const seeds = await seedsWith((first) => [{ ...first, channels: ['mail', 'ding', 'not-set'] }])
  const env = { ...seeds, BEIZENG_HOOK_HOSTS: origin }
  await set('ding', { kind: 'dingtalk', url: `${origin}/robot/send?access_token=t` }, env)
  await makeNews()
  const { out } = await runIn(env, '--data', join(folder, 'data'), 'digest', '--send', '--json')
  const { messages } = JSON.parse(out)
  expect(messages.map((m: { channel: string; state: string }) => `${m.channel} ${m.state}`)).toEqual([
    'outbox-folder sent',
    'ding sent',
  ])
  expect(JSON.parse(posts[0] ?? '').markdown.text).toContain('bad.xlsx')
})

test('what a restored backup held back leaves only when a person releases it', async () => {
  const peer = await peerOf({ connect: { say: '421 later' } })
  await set('mail', smtp(peer.port))
  await run('channels', 'test', 'mail', '--to', 'a@example.org')
  const database = new Database(join(folder, 'data', 'beizeng.db'))
  database.exec("update outbox set state = 'held', next_at = '2000-01-01T00:00:00.000Z'")
  database.close()
  const good = await peerOf()
  await set('mail', smtp(good.port))
  expect([peer.mails, good.mails]).toEqual([[], []])
  const released = await runJson('outbox', 'release', '--reason', '已核对')
  expect(released.released).toHaveLength(1)
  expect(good.mails).toHaveLength(1)
})

test('who is to hear of a stopped channel must be reachable, or no service starts', async () => {
  const peer = await peerOf()
  await set('relay', smtp(peer.port))
  const start = (command: string) =>
    runIn(
      { ...environment, BEIZENG_PORT: '0', BEIZENG_ALARM: 'nosuch,relay,outbox-folder,mail=a@example.org' },
      '--data',
      join(folder, 'data'),
      command,
    )
  const place = '环境变量 BEIZENG_ALARM：发现'
  for (const command of ['serve', 'worker']) {
    const { code, err } = await start(command)
    const told = err.split('\n').filter((line) => line.startsWith('环境变量'))
    expect([code, told]).toEqual([
      1,
      [
        `${place}「nosuch」，应为已设置的渠道之一：outbox-folder、mail、relay`,
        `${place}「relay」，应为relay=邮件地址`,
      ],
    ])
  }
})

test('a file that is no JSON is told with the place, a key that is none by its name; values are not repeated', async () => {
  const file = join(folder, 'wrong.json')
  const refusal = async (content: string) => {
    await writeFile(file, content)
    const { err } = await run('channels', 'set', 'mail', '--file', file)
    expect(err).not.toContain('geheim')
    return err.split('\n')[0]
  }
  const told = (line: number, column: number) =>
    `文件 ${file}：发现「第 ${line} 行第 ${column} 个字符不合 JSON 语法」，应为一个 JSON 对象`
  expect(await refusal('{\n  "password": "geheim" "b": 1 }')).toBe(told(2, 24))
  expect(await refusal('{\n  "password": geheim }')).toBe(told(2, 15))
  expect(await refusal('{ "password": "geheim"')).toBe(told(1, 23))
  expect(await refusal('')).toBe(told(1, 1))
  expect(await refusal('{ "kind": "wecom", "url": "https://x/geheim", "prot": "geheim" }')).toBe(
    'mail：发现「prot」，应为没有多余的项目（prot 不认识）',
  )
})
