"""The server under the application: uvicorn's, with the bounds that it lacks."""
