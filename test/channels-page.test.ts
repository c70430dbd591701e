/** Checks the operator's page on channels: every setting in it is one that the program takes, and every state is there. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { channelSettingSchema } from '../alerts/channel-setting.ts'
import { OUTBOX_STATES } from '../storage/outbox-state.ts'

const page = readFileSync(new URL('../operation/CHANNELS.md', import.meta.url), 'utf8')

test('every setting of the page is taken, and every kind is shown', () => {
  const settings = [...page.matchAll(/```json\n(.*?)\n```/gs)].map((block) => {
    const { caFile: _caFile, ...setting } = JSON.parse(block[1] ?? '')
    return channelSettingSchema.parse(setting).kind
  })
  expect(new Set(settings)).toEqual(new Set(['smtp', 'dingtalk', 'wecom', 'feishu', 'webhook']))
})

test('every state stands in its table, in both languages', () => {
  for (const [state, { zh }] of Object.entries(OUTBOX_STATES)) {
    const row = page.split('\n').find((line) => line.includes(`| \`${state}\` |`))
    expect(row, state).toContain(zh.slice(0, 2))
  }
})
