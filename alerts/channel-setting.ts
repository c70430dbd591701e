/** Knows what an operator sets for each kind of channel, and which of it is secret. */
import { z } from 'zod'

const perMinute = z.number().int().positive().optional()
/** PEM text of an own certificate authority. */
const ca = z.string().includes('-----BEGIN CERTIFICATE-----').optional()
const url = z.string().min(1)

const smtp = z.strictObject({
  kind: z.literal('smtp'),
  host: z.string().min(1),
  port: z.number().int().min(1).max(65535),
  /** `implicit` from the first byte, `required` or `optional` by STARTTLS. */
  tls: z.enum(['none', 'optional', 'required', 'implicit']),
  /** Without it the relay takes mail from us without a login. */
  user: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  ca,
  /** What this side calls itself in EHLO; the name of the machine when absent. */
  name: z.string().min(1).optional(),
  perMinute,
})

/** A robot's address holds its token; `secret` signs (加签, 签名校验) where the robot was set to ask for it. */
const robot = { url, secret: z.string().min(1).optional(), perMinute }

export const channelSettingSchema = z
  .discriminatedUnion('kind', [
    smtp,
    z.strictObject({ kind: z.literal('dingtalk'), ...robot }),
    z.strictObject({ kind: z.literal('wecom'), url, perMinute }),
    z.strictObject({ kind: z.literal('feishu'), ...robot }),
    z.strictObject({ kind: z.literal('webhook'), url, secret: z.string().min(16), ca, perMinute }),
  ])
  .refine((s) => s.kind !== 'smtp' || (s.user === undefined) === (s.password === undefined), {
    path: ['password'],
    message: 'user and password together, or neither',
  })
export type ChannelSetting = z.output<typeof channelSettingSchema>

/** `outbox-folder` is always there and needs no setting. */
export type ChannelKind = ChannelSetting['kind'] | 'outbox-folder'

const SECRET_FIELDS: readonly string[] = ['url', 'secret', 'password']

const isSecret = ([field]: [string, unknown]): boolean => SECRET_FIELDS.includes(field)

/** The setting in two: what may be seen, and what may not. */
export const splitSecrets = (
  setting: ChannelSetting,
): { readonly open: Record<string, unknown>; readonly secret: Record<string, string> } => {
  const entries = Object.entries(setting)
  return {
    open: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
    secret: Object.fromEntries(entries.filter(isSecret).map(([field, value]) => [field, String(value)])),
  }
}
