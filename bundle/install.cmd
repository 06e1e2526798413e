@echo off
rem Installs foi-return from this folder, without a network. Usage: install.cmd [FOLDER]
rem It needs Python 3.11, 3.12 or 3.13 for Windows, 64 bit. No administrator's rights are needed.
rem NOT TESTED ON WINDOWS: it was written from the documentation of cmd, py and pip.
setlocal
set "HERE=%~dp0"
set "TARGET=%~1"
if "%TARGET%"=="" set "TARGET=%USERPROFILE%\foi-return"
if "%PYTHON%"=="" set "PYTHON=py -3"
%PYTHON% -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
if errorlevel 1 goto nopython
if exist "%TARGET%" goto exists
%PYTHON% -m venv "%TARGET%"
if errorlevel 1 goto failed
"%TARGET%\Scripts\python.exe" -m pip install -q --disable-pip-version-check --no-index --find-links "%HERE%wheels" --require-hashes -r "%HERE%requirements.lock"
if errorlevel 1 goto failed
for %%W in ("%HERE%wheels\foi_return-*.whl") do "%TARGET%\Scripts\python.exe" -m pip install -q --disable-pip-version-check --no-index --no-deps "%%W"
if errorlevel 1 goto failed
"%TARGET%\Scripts\foi-return.exe" --version
if errorlevel 1 goto failed
echo Installed. Start with: "%TARGET%\Scripts\foi-return.exe" demo
exit /b 0
:nopython
echo Python 3.11, 3.12 or 3.13 was not found. Install it, or set PYTHON to its path.
exit /b 1
:exists
echo There is something at "%TARGET%" already. Remove it, or name another folder: install.cmd FOLDER
exit /b 1
:failed
echo It could not be installed. The reason stands above.
exit /b 1
