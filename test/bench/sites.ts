/** Which plugins are on, by position: 1 or 0. */
export type Mask = Uint8Array;

/** An imagined site: what the symptom does for a plugin set, and what the right answer is. */
export type Site = {
  readonly size: number;
  readonly fails: (on: Mask) => boolean;
  /** The minimal failing sets; empty when no plugin is to blame. */
  readonly answer: readonly (readonly number[])[];
  /** Sets that cannot be read. */
  readonly isUnreadable?: (on: Mask) => boolean;
  /** Probability that the symptom shows where its cause is active; 1 when missing. */
  readonly rate?: number;
  readonly requires?: readonly (readonly number[])[];
  /** The plugin that a prior names. */
  readonly named?: number;
  /** Plugins that are not to be switched. */
  readonly pinned?: readonly number[];
  /** With everything off the request fails otherwise than with everything on: other code or message. */
  readonly isAnotherAnswerWithAllOff?: boolean;
};

/** A kind of fault: how to place one at random among `size` plugins. */
export type Shape = {
  readonly name: string;
  /** How many placements there are, for the information-theoretic bound; undefined where none is stated. */
  readonly placements?: (size: number) => number;
  /** Whether every overlapping set is wanted. */
  readonly all?: boolean;
  /** Whether no plugin that may be switched is to blame. */
  readonly isBlameless?: boolean;
  /** Whether the tools that know only fails and passes can be run on it. */
  readonly isPlain: boolean;
  readonly place: (size: number, random: () => number) => Site;
};

/** Failing where all members of any of these sets are on. */
const anyOf =
  (sets: readonly (readonly number[])[]) =>
  (on: Mask): boolean =>
    sets.some((set) => set.every((index) => on[index] === 1));

/** A shape of disjoint or overlapping combinations over `count` random plugins. */
function combinations(
  name: string,
  sets: readonly (readonly number[])[],
  placements: (size: number) => number,
): Shape {
  return {
    name,
    placements,
    all: new Set(sets.flat()).size < sets.flat().length,
    isPlain: true,
    place: (size, random) => {
      const chosen = draw(size, new Set(sets.flat()).size, random);
      const answer = sets.map((set) => set.map((at) => chosen[at]!));
      return { size, answer, fails: anyOf(answer) };
    },
  };
}

const choose = (n: number, k: number): number =>
  Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((a, b) => a * b, 1);

/** The shapes every tool is measured on, at every size. */
export const CORE_SHAPES: readonly Shape[] = [
  combinations('one', [[0]], (n) => n),
  combinations('two independent', [[0], [1]], (n) => choose(n, 2)),
  combinations('a pair', [[0, 1]], (n) => choose(n, 2)),
];

/** Harder shapes. */
export const MORE_SHAPES: readonly Shape[] = [
  combinations('three independent', [[0], [1], [2]], (n) => choose(n, 3)),
  combinations('three together', [[0, 1, 2]], (n) => choose(n, 3)),
  combinations('four together', [[0, 1, 2, 3]], (n) => choose(n, 4)),
  combinations('a pair and one', [[0, 1], [2]], (n) => choose(n, 2) * (n - 2)),
  combinations(
    'overlapping pairs',
    [
      [0, 1],
      [0, 2],
    ],
    (n) => n * choose(n - 1, 2),
  ),
  {
    name: 'no plugin',
    isPlain: true,
    isBlameless: true,
    place: (size) => ({ size, answer: [], fails: () => true }),
  },
];

/** Shapes only a search that knows about them can be measured on. */
export const OWN_SHAPES: readonly Shape[] = [
  {
    name: 'one, named beforehand',
    isPlain: false,
    place: (size, random) => {
      const [culprit] = draw(size, 1, random) as [number];
      return { size, answer: [[culprit]], fails: (on) => on[culprit] === 1, named: culprit };
    },
  },
  {
    name: 'one, another named beforehand',
    isPlain: false,
    place: (size, random) => {
      const [culprit, named] = draw(size, 2, random) as [number, number];
      return { size, answer: [[culprit]], fails: (on) => on[culprit] === 1, named };
    },
  },
  {
    name: 'a pinned culprit',
    isPlain: false,
    isBlameless: true,
    place: (size, random) => {
      const pinned = draw(size, 1, random);
      return { size, answer: [], fails: () => true, pinned };
    },
  },
  {
    name: 'one, and the route of another',
    isPlain: false,
    place: (size, random) => {
      const [culprit, owner] = draw(size, 2, random) as [number, number];
      return {
        size,
        answer: [[culprit]],
        fails: (on) => on[culprit] === 1,
        isUnreadable: (on) => on[owner] === 0,
      };
    },
  },
  {
    name: 'one, beside a cure',
    isPlain: false,
    place: (size, random) => {
      const [culprit, cure] = draw(size, 2, random) as [number, number];
      return {
        size,
        answer: [[culprit]],
        fails: (on) => on[culprit] === 1 || on[cure] === 0,
        isAnotherAnswerWithAllOff: true,
      };
    },
  },
  {
    name: 'one, 5 % unreadable',
    isPlain: false,
    place: (size, random) => {
      const [culprit] = draw(size, 1, random) as [number];
      const salt = Math.floor(random() * 1e9);
      const isProof = (on: Mask) =>
        isAll(on, size) || isAlone(on, culprit) || isMissing(on, culprit);
      return {
        size,
        answer: [[culprit]],
        fails: (on) => on[culprit] === 1,
        // The proof itself stays readable: without it nobody can be right.
        isUnreadable: (on) => !isProof(on) && hash(on, salt) % 20 === 0,
      };
    },
  },
  {
    name: 'one, requirements',
    isPlain: false,
    place: (size, random) => {
      const [culprit] = draw(size, 1, random) as [number];
      // Every third plugin is an add-on of one before it.
      const requires = Array.from({ length: size }, (_, index) =>
        index > 0 && random() < 1 / 3 ? [Math.floor(random() * index)] : [],
      );
      return { size, answer: [[culprit]], fails: (on) => on[culprit] === 1, requires };
    },
  },
  flaky('one, shows at 50 %', [[0]]),
  flaky('two, show at 50 %', [[0], [1]]),
  flaky('a pair, shows at 50 %', [[0, 1]]),
];

function flaky(name: string, sets: readonly (readonly number[])[]): Shape {
  const steady = combinations(name, sets, () => 1);
  return {
    name,
    isPlain: false,
    place: (size, random) => ({ ...steady.place(size, random), rate: 0.5 }),
  };
}

const count = (on: Mask): number => on.reduce((sum, bit) => sum + bit, 0);
const isAll = (on: Mask, size: number): boolean => count(on) === size;
const isAlone = (on: Mask, index: number): boolean => on[index] === 1 && count(on) === 1;
const isMissing = (on: Mask, index: number): boolean =>
  on[index] === 0 && count(on) === on.length - 1;

const hash = (on: Mask, salt: number): number =>
  on.reduce((sum, bit) => Math.imul(sum ^ (bit + 1), 0x01000193) >>> 0, salt >>> 0) >>> 7;

function draw(size: number, wanted: number, random: () => number): number[] {
  const pool = Array.from({ length: size }, (_, index) => index);
  return Array.from(
    { length: wanted },
    () => pool.splice(Math.floor(random() * pool.length), 1)[0]!,
  );
}
