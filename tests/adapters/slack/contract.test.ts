import { chatPlatformContract } from "../../contracts/chat-platform.ts";
import { slackRig } from "./rig.ts";

chatPlatformContract(slackRig);
