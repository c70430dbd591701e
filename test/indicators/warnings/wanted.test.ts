/** Knows that what is given as an example of a real reason is taken for one. */
import { expect, test } from 'vitest'
import { judgeExplanation } from '../../../indicators/edit-rules/explanation.ts'
import { WANTED } from '../../../indicators/warnings/wanted.ts'

test.each(Object.entries(WANTED))(
  'the example of %s would be accepted, in both languages',
  (_, { zh, en }) => {
    const examples = [/“(.+)”/.exec(zh)?.[1], /"(.+)"/.exec(en)?.[1]]
    for (const example of examples)
      expect(judgeExplanation(example ?? ''), example).toEqual({ accepted: true })
  },
)
