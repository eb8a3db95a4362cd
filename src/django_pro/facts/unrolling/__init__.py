"""What a module's top level makes when its statements are followed: lists of routes, routers, registries."""
