import type { Snapshot } from './map/snapshot';
import type { composePicture } from './map/picture';
import type { MapView } from './map/view';
import { mapTheme } from './map/theme';
import { embedded, frameCode, pictureName, type Paper } from './model/share';
import { kindOf, titleOf } from './model/territory';
import { serialise, type State } from './state';
import { assumptions, isSimulated } from './views/assumptions';
import { MissingPart } from './views/late';
import { legendContent, overlayMarks } from './views/legend-content';
import { ownersOf } from './views/owners';
import type { Model, ShowActions, Voice } from './views/model';
import { openAtSentences } from './views/open-at';
import { travelSentence } from './views/roads';
import { saveAs } from './views/saving';
import { sheetView, type Sheet } from './views/share/sheet';

/** How large the map of a picture is drawn, and that of each sheet of paper, whose shape is that of its place there. */
const PICTURE = { width: 1080, height: 860, ratio: 1.5 } as const;
const PRESSED: Readonly<Record<Paper, { readonly width: number; readonly height: number; readonly ratio: number }>> = {
  'a4-portrait': { width: 720, height: 512, ratio: 2 },
  'a4-landscape': { width: 700, height: 490, ratio: 2 },
  'a3-portrait': { width: 1000, height: 790, ratio: 1.5 },
  'a3-landscape': { width: 980, height: 720, ratio: 1.5 },
};

/** Changes told one by one on a picture. */
const MOST_TOLD = 6;

/** What the page knows that is shown elsewhere. */
interface Source {
  readonly voice: Voice;
  readonly model: () => Model | null;
  readonly map: () => MapView | null;
  /** The territory that is shown, by its code. */
  readonly territory: () => string;
  /** Whether the map shows all of it. */
  readonly seesAll: () => boolean;
  readonly failed: (error: unknown, retry: () => void) => void;
}

/** Takes the page elsewhere: to paper, into a picture, behind an address, into a frame of another site. */
export class Show {
  readonly sheet: Sheet;
  private paper: Paper = 'a4-portrait';
  /** The map made for the sheet that is about to be printed, and of what; null: the one of the screen is taken. */
  private pressed: { readonly map: Snapshot; readonly address: string } | null = null;

  constructor(private readonly source: Source) {
    this.sheet = sheetView(source.voice);
    window.addEventListener('beforeprint', () => this.lay());
    window.addEventListener('afterprint', () => (this.pressed = null));
  }

  readonly actions: ShowActions = {
    address: () => this.link(this.state()),
    frame: () => this.frame(),
    print: (paper) => this.print(paper),
    picture: () => this.picture(),
  };

  /** A round length, as a scale says it: 10 km, 500 m. */
  private readonly length = (metres: number): string => (metres < 1000 ? `${metres}\u00a0m` : `${this.source.voice.format.integer(metres / 1000)}\u00a0km`);

  /** The address with what the server would fill in itself: a default that changes must not change what is shared. */
  private state(): State {
    const model = this.source.model();
    if (!model) throw new Error('nothing to show yet');
    return { ...model.state, territory: this.source.territory(), threshold_min: model.threshold_min };
  }

  private link(state: State): string {
    return `${window.location.origin}/${serialise(state)}`;
  }

  private frame(): string {
    const state = this.state();
    // In a frame of another size, the whole territory is better fitted anew.
    const address = this.link(embedded({ ...state, view: this.source.seesAll() ? null : state.view }));
    return frameCode(address, `${this.title()} – ${this.source.voice.t('app.name')}`);
  }

  private title(): string {
    const model = this.source.model();
    const { t } = this.source.voice;
    return model ? `${titleOf(model.summary.territory, t)}${isSimulated(model) ? ` (${t('simulation.word')})` : ''}` : '';
  }

  private async print(paper: Paper): Promise<string | null> {
    return this.guarded(() => this.print(paper), async () => {
      this.paper = paper;
      const map = await this.source.map()?.picture(PRESSED[paper], this.length);
      this.pressed = map ? { map, address: this.link(this.state()) } : null;
      // Some browsers come back from here before they print.
      window.print();
      return this.source.voice.t(`paper.${paper}`);
    });
  }

  /** The browser prints now: what cannot be made at once is what the menu has made before. */
  private lay(): void {
    const model = this.source.model();
    if (!model) return;
    const address = this.link(this.state());
    const map = this.pressed?.address === address ? this.pressed.map : (this.source.map()?.screen(this.length) ?? null);
    this.sheet.put(model, map, this.paper, address, today());
  }

  private async picture(): Promise<string | null> {
    const { voice, territory } = this.source;
    return this.guarded(() => this.picture(), async () => {
      const map = await this.source.map()?.picture(PICTURE, this.length);
      const model = this.source.model();
      if (!map || !model) throw new Error(voice.t('map.failed'));
      const { composePicture } = await import('./map/picture').catch((error: unknown) => Promise.reject(new MissingPart(error)));
      const picture = composePicture(this.words(model), map);
      const name = pictureName(territory(), this.title(), model.threshold_min, [...model.state.kinds, model.summary.parameters.open_at ?? ''], voice.t('share.picture_word'));
      await save(picture, name);
      return name;
    });
  }

  private words(model: Model): Parameters<typeof composePicture>[0] {
    const { voice, voice: { t, format } } = this.source;
    const { summary: { territory, sources }, tally, threshold_min: minutes, meta } = model;
    const legend = legendContent(voice, model, mapTheme(false));
    const about = [kindOf(territory, t), t('territory.about', { communes: territory.communes, people: territory.population })].filter(Boolean).join(' · ');
    return {
      title: titleOf(territory, t),
      about: about.charAt(0).toUpperCase() + about.slice(1),
      key: [`${t('key.far', { people: tally.far.people, share: format.share(tally.far.people, tally.total.people), minutes })}.`, ...openAtSentences(voice, model.summary)].join(' '),
      assumed: assumptions(voice, model, MOST_TOLD),
      legend: { ...legend, marks: [...legend.marks, ...overlayMarks(voice, model)] },
      foot: [
        `${travelSentence(voice, model)}. ${t('map.sources', { list: ownersOf(voice, model).join(', ') })}.`,
        `${sources.map((s) => `${s.name} (${s.vintage}, ${s.licence})`).join(' · ')}.`,
        `${t('sheet.made', { day: format.day(today()), version: meta.version })} ${this.link(this.state())}`,
      ],
      integer: format.integer,
    };
  }

  private async guarded(retry: () => Promise<unknown>, work: () => Promise<string>): Promise<string | null> {
    try {
      return await work();
    } catch (error) {
      this.source.failed(error, () => void retry());
      return null;
    }
  }
}

/** The reader's own day: no figure depends on it. */
function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

async function save(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('the browser made no picture of the canvas');
  saveAs(blob, name);
}

