import { certify } from '../../source/proof/certificate.ts';
import type { Decisions } from '../../source/review/decision.ts';
import type { ReviewSettings, Subject } from '../../source/review/subject.ts';
import type { BenchCase } from '../case.ts';
import { everythingLessSome } from '../inputs.ts';
import { ratioGoal, timeByTurns } from '../measure.ts';
import { refineInput } from '../refine-input.ts';
import { summaryOf } from '../statistics.ts';

const NO_DECISIONS: Decisions = [];

export const verifyAll: BenchCase = {
  name: 'verify-all',
  what: 'the certificate for * less a random 5 %, all seven laws, and the refinement itself, warm, in process',
  run(effort) {
    const input = everythingLessSome();
    const { policy, unused, catalog } = input;
    const settings: ReviewSettings = { catalog, generalize: 'shortest' };
    // What is proved has been made before: its proof is what is timed.
    const subject: Subject = { id: 'everything', name: 'everything', policy, unused };
    const prove = () => certify(subject, settings, NO_DECISIONS, 'benchmark');
    const [proving, refining] = timeByTurns([prove, () => refineInput(input)], 40 * effort, 10);
    const { laws, ok } = prove();
    return {
      measured: [
        { label: 'certificate', summary: summaryOf(proving) },
        { label: 'refinement', summary: summaryOf(refining) },
      ],
      goals: [ratioGoal('ratio to the refinement', 10, proving, refining)],
      notes: [
        ok ? 'every law holds' : 'a law does not hold',
        ...laws.map(({ name, checked }) => `${name}: ${checked}`),
      ],
    };
  },
};
