interface Green {}
