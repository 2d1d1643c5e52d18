#!/bin/sh
# 容器里的第一步：把镜像里的索引放到数据卷里（卷里已有就不动），再启动；exec 让信号直接到机器人。
set -eu
cd /opt/quanketong
if [ ! -e "$QUANKETONG_VAR/index/current" ]; then
    cp -r built/index "$QUANKETONG_VAR/"
fi
exec .venv/bin/python -m bot "$@"
