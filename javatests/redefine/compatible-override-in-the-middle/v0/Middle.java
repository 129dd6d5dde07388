class Middle extends Base {}
