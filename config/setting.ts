/** Knows what a setting is: a value of the environment, what it is for, what it looks like, and whether it is secret. */
import { z } from 'zod'
import type { Text } from '../indicators/text.ts'

/** What is said of a variable wherever it is shown. */
export interface About {
  readonly meaning: Text
  /** What a value looks like; also what is expected instead of a wrong one. */
  readonly type: Text
  /** Shown as *** and kept out of every log. */
  readonly secret: boolean
}

const about = z.registry<About>()

/** What values may be given, and how that is said. */
export interface Kind<S extends z.ZodType> {
  readonly schema: S
  readonly type: Text
}

/** A kind of values together with its words. */
export const kind = <S extends z.ZodType>(schema: S, type: Text): Kind<S> => ({ schema, type })

/** Says what a variable is for where it stands; operation/CONFIGURATION.md is rendered from it. */
export const is = <S extends z.ZodType>({ schema, type }: Kind<S>, meaning: Text): S => {
  about.add(schema, { type, meaning, secret: false })
  return schema
}

/** A variable that opens something: a password, a key, an address that holds one. */
export const isSecret = <S extends z.ZodType>({ schema, type }: Kind<S>, meaning: Text): S => {
  about.add(schema, { type, meaning, secret: true })
  return schema
}

/** What was said of a setting. */
export const aboutSetting = (setting: z.ZodType): About | undefined => about.get(setting)
