@rem The command line of the installed app.
@"%~dp0..\node\node.exe" --disable-warning=ExperimentalWarning "%~dp0..\app.asar.unpacked\dist\main\cli.js" %*
