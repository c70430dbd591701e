/** Knows who acts: the name that a command was given, or that of the settings. */
import { InputError, NOT_GIVEN } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'
import type { Session } from './session.ts'

/** Who takes a step, wherever one is taken. */
export const BY_OPTION = ['--by <name>', '经办人（默认：环境变量 BEIZENG_ACTOR）'] as const

/** The one who acts. @throws InputError when nobody is named. */
export const actorOf = (given: string | undefined, { actor }: Session): string => {
  const name = (given ?? actor ?? '').trim()
  if (name !== '') return name
  const expected = text(
    '姓名或单位：--by，或环境变量 BEIZENG_ACTOR',
    'a person or a unit: --by, or the environment variable BEIZENG_ACTOR',
  )
  throw new InputError([{ where: text('选项 --by', 'option --by'), found: NOT_GIVEN, expected }])
}
