import {
  backendUrl,
  localState,
  ownerOf,
  type Place,
  rememberTaken,
  stackOwner,
  stateFolder,
} from "../../components/config/owner";
import type { StackConfig } from "../../components/config/stack";
import type { Owner } from "../../components/shared/naming";
import { root } from "../offline/project";
import type { StackReader } from "../pulumi/stack-reader";
import { State } from "../pulumi/state";
import type { Docker } from "./docker";
import { judge, needsIds, refuseForeign, type Verdict } from "./ownership";
import type { Found, Survey } from "./survey";

/** Stands before every command on what there is: another's is not touched, nor told of as ours. */
export class Guard {
  /** Read while other things are looked at. */
  readonly state: State;
  private readonly place: Place;

  constructor(
    private readonly config: StackConfig,
    private readonly docker: Docker,
    pulumi: StackReader,
    /** False: an owner that has no id yet gets none, and nothing is written. */
    private readonly make = true,
  ) {
    const { project, stack } = config;
    this.state = new State(pulumi, project);
    const { environment } = pulumi;
    this.place = { environment, project, stack, root, organization: () => pulumi.organization() };
  }

  /**
   * Looks at what is there and refuses what is another's, or has been left behind in a state that is not used now.
   *
   * @param takeOver whether the user said that another's may be had
   * @throws Failure naming whose it is and the ways on
   */
  async check(command: string, takeOver = false): Promise<{ seen: Survey; verdict: Verdict }> {
    const { stack } = this.config;
    const seen = await this.docker.survey();
    // Before an owner is written down where the stack does not live.
    if (!takeOver) await this.refuseLeftBehind();
    const owner = stackOwner(this.place, { make: this.make });
    const verdict = judge(seen, owner, needsIds(seen) ? await this.state.ids() : new Set());
    refuseForeign(takeOver ? { ...verdict, foreign: [] } : verdict, owner, stack, command);
    return { seen, verdict };
  }

  /** Refuses to work with a state that the stack does not live in; asks no engine, and writes nothing. */
  async refuseLeftBehind(): Promise<void> {
    await this.state.refuseLeftBehind(stackOwner(this.place, { make: false }));
  }

  /** Who makes what this command makes. */
  get owner(): Owner {
    return stackOwner(this.place);
  }

  /** Says that these things' owners gave way to us, and this folder's own state if it is another: for every later command. */
  remember(foreign: Found[]): void {
    const own = localState({ root });
    const left = stateFolder(backendUrl(this.place)) === own ? undefined : ownerOf(own);
    rememberTaken(
      this.place,
      [...foreign.map(({ owner }) => owner), left].filter((id) => id !== undefined),
    );
  }
}
