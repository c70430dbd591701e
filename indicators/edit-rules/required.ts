/** Knows the rule that items may not be left blank: a figure, or a mark that says why there is none. */
import { z } from 'zod'
import { MEASURES, type Measure } from '../observation.ts'
import { text } from '../text.ts'
import { ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { judgeKeys } from './sequence.ts'
import { findItem, type JudgedItem, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('required'),
  ...targetFields(['ytd']),
})

const isAsked = ({ measures }: JudgedItem, measure: Measure): boolean =>
  measures === undefined || measures.includes(measure)

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] => {
  const { form } = subject
  const items = rule.items?.flatMap((name) => findItem(form, name) ?? []) ?? form.items
  const isOne = subject.places.length === 1
  return subject.places.flatMap(({ region, period }) =>
    items.flatMap((item) => {
      const measures = rule.measures.filter((measure) => isAsked(item, measure))
      const given = measures.filter((measure) =>
        subject.findOwn({ variable: item.variable, region, measure, period }),
      )
      const rows = given.map((key) => ({ key, group: item.name }))
      const missing = measures.filter((m) => !given.includes(m)).map((m) => MEASURES[m].zh)
      const place = isOne ? '' : `${region} ${period} `
      const isComplete = measures.length === 0 || judgeKeys(rows, measures)[0] === true
      return [
        {
          truth: isComplete,
          at: null,
          found: `${place}${item.name}：${missing.join('、')} 空白`,
          expected: text(
            `${item.name}为必填；没有数的填写原因（如“免报”“无此项”）`,
            `${item.name} is required; where there is no figure, write why`,
          ),
        },
      ]
    }),
  )
}

/** 必填项: every measure of every item (or of `items`) is given, as a figure or as a mark with its reason. */
export const required = ruleKind('required', { schema, says: 'breach', judge })
