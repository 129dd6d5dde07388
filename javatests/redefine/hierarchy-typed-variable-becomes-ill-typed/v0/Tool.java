class Tool extends Base {}
